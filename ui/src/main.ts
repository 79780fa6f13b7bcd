// Starts the console in its window: the host behind the door is Tauri.
import { mount } from 'svelte';
import App from './App.svelte';
import './app.css';
import { setHost } from './lib/host';
import { tauriHost } from './lib/host/tauri';
import { warmUp } from './lib/map/view';

setHost(tauriHost());
warmUp();
mount(App, { target: document.getElementById('app') as HTMLElement });

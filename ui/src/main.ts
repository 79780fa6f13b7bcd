// Starts the console in its window: the host behind the door is Tauri.
import { mount } from 'svelte';
import App from './App.svelte';
import './app.css';
import { setHost } from './lib/host';
import { tauriHost } from './lib/host/tauri';
import { warmUp } from './lib/map/view';
import Wall from './wall/Wall.svelte';

setHost(tauriHost());
// A display on the wall has a window of its own, and no desk.
const wall = location.hash.startsWith('#/wall');
if (!wall) warmUp();
mount(wall ? Wall : App, { target: document.getElementById('app') as HTMLElement });

// The development page: `npm run dev`, then `/tests/mock/index.html?seat=dispatcher#/dispatch`. Nothing is saved.
import { mount } from 'svelte';
import App from '../../src/App.svelte';
import '../../src/app.css';
import { setHost } from '../../src/lib/host';
import { MockHost } from './host';

const asked = new URLSearchParams(location.search);
setHost(new MockHost(() => Date.now(), asked.get('mode') ?? 'drill', asked.get('seat')));
mount(App, { target: document.getElementById('app') as HTMLElement });

// The development page: `npm run dev`, then `/tests/mock/index.html?seat=dispatcher#/dispatch`. Nothing is saved.
import { mount } from 'svelte';
import App from '../../src/App.svelte';
import '../../src/app.css';
import { setHost } from '../../src/lib/host';
import { MockHost } from './host';

const asked = new URLSearchParams(location.search);
const host = new MockHost(() => Date.now(), asked.get('mode') ?? 'drill', asked.get('seat'));
setHost(host);
// For the console of the browser: `mock.patch({ … })` sends one.
Object.assign(globalThis, { mock: host });
mount(App, { target: document.getElementById('app') as HTMLElement });

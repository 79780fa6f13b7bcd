// The door as Tauri carries it: command names and argument names are the shell's. It must not know what they mean.
import { Channel, invoke } from '@tauri-apps/api/core';
import { readMoves, type Moves } from '../board/moves';
import type { Host, Pushed } from './index';

/** The host behind a real window. */
export function tauriHost(): Host {
  let live: Channel<Exclude<Pushed, Moves> | ArrayBuffer> | undefined;
  return {
    command: (command) => invoke('command', { command }),
    query: (query) => invoke('query', { query }),
    subscribe: (onPush) => {
      if (live) live.onmessage = () => undefined;
      const channel = new Channel<Exclude<Pushed, Moves> | ArrayBuffer>();
      channel.onmessage = (message) => {
        const push = message instanceof ArrayBuffer ? readMoves(message) : message;
        // Bytes that cannot be read leave a gap in the numbers, which the next message shows.
        if (push) onPush(push);
      };
      live = channel;
      return invoke('subscribe', { channel });
    },
    signOn: (credentials) => invoke('sign_on', { credentials }),
    signOff: () => invoke('sign_off'),
    sitAtWall: () => invoke('sit_at_wall'),
    lobby: () => invoke('host_info'),
    windowReady: (mapMs) => invoke('window_ready', { map_ms: mapMs, mapMs }),
    createFirstAdministrator: (user) => invoke('create_first_administrator', { user }),
    openWindow: (desk) => invoke('open_window', { desk }),
    leaveFor: (mode) => invoke('leave_for', { mode }),
    savePicture: (png, name, title) =>
      invoke('save_picture', png, { headers: { name: encodeURIComponent(name), title: encodeURIComponent(title) } }),
    attachFile: (incident, name, note, bytes) =>
      invoke('attach_file', bytes, {
        headers: { incident, name: encodeURIComponent(name), note: encodeURIComponent(note) },
      }),
    attachment: (incident, number) => invoke('attachment', { incident, number }),
    saveAttachment: (incident, number, title) => invoke('save_attachment', { incident, number, title }),
  };
}

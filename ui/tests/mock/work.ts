// Working together on the made-up floor: nobody owns anything, two checklists can be started.
import type { CommandMark, CommandView, ResourcesView, WorkMark, WorkView } from '../../src/lib/gen/wire';

/** Calls about command and places, which a dispatcher may make. */
export const LED = ['take_post', 'leave_post', 'set_sector', 'close_sector', 'sector_units', 'add_objective', 'set_objective', 'move_objective', 'count_casualties', 'declare_major', 'stand_down', 'set_site', 'close_site', 'send_to_site', 'set_hospital', 'set_shelter', 'set_stock', 'set_tow', 'remove_resource', 'move_stock', 'call_tow', 'skip_tow'];

/** Nothing but crews. */
export const noResources = (): ResourcesView => ({ hospitals: [], shelters: [], stock: [], tows: [], tow_lists: [], tow_calls: [] });
/** A row of which nobody leads anything. */
export const noCommand = (): CommandMark => ({ major_ms: null, parent: null, commander: null, parts_open: 0 });
/** The same in full. */
export const emptyCommand = (): CommandView => ({ posts: [], sectors: [], units: [], objectives: [], casualties: null, major: null, sum: null, parts: [], sites: [] });
export const noMark = (): WorkMark => ({ owner: null, offer: null, unread: [], tasks_open: 0, next_due_ms: null, impact: null });

const words = (en: string, zh: string) => ({ en, zh });

export const noWork = (opened: number): WorkView => ({
  received: null,
  procedures: [],
  offered: [{ id: 'road-crash', label: words('Crash on the road', '道路交通事故处置'), fits: true }],
  tasks: [],
  traffic: {
    direction: '', lanes: [], clock: [null, opened, null, null, null, null, null, null], detection_ms: null, verification_ms: null, response_ms: null,
    roadway_clearance_ms: null, incident_clearance_ms: null, recovery_ms: null, secondary: false, responder_struck: false, impact: null, suggestion: null, signs: [],
  },
  colleagues: ['dispatcher', 'supervisor'],
  attachments: [],
});

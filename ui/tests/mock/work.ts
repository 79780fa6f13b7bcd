// Working together on the made-up floor: nobody owns anything, two checklists can be started.
import type { WorkMark, WorkView } from '../../src/lib/gen/wire';

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

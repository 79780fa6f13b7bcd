// A made-up floor in central Helsinki, rich enough to judge the screens by. For tests and the development page only.
import { noStaff } from './staff';
import { noCommand, noMark } from './work';
import type {
  BoardView,
  LayersView,
  CameraRow,
  Catalogue,
  ClosureRow,
  FeedRow,
  IncidentRow,
  QuestionView,
  StatusBar,
  UnitRow,
  WarningRow,
} from '../../src/lib/gen/wire';

const MINUTE = 60_000;
export const AVAILABILITY: Record<string, string> = {
  AQ: 'available', AR: 'available', CL: 'conditional', BM: 'conditional', OFF: 'unavailable', OOS: 'unavailable',
};
export const NEXT: Record<string, string | null> = {
  DP: 'ER', AK: 'ER', ER: 'OS', SG: 'OS', OS: 'CL', WK: 'CL', AD: 'CL', TR: 'AD', CL: 'AQ', AR: 'AQ', BM: 'AQ', OOS: 'AQ', OFF: 'AQ', AQ: null,
};
export const availabilityOf = (status: string) => AVAILABILITY[status] ?? 'committed';

// Words of the made-up plan.
const WORDS: Record<string, [string, string]> = {
  'disposition.ARREST': ['Arrest', '抓获嫌疑人'],
  'disposition.CANCEL': ['Cancelled', '取消'],
  'disposition.DONE': ['Done', '处置完毕'],
  'disposition.DUP': ['Duplicate call', '重复报警'],
  'disposition.FALSE': ['False alarm', '误报'],
  'disposition.FIRECT': ['Fire controlled', '火势已控制'],
  'disposition.GOA': ['Gone on arrival', '到场未发现'],
  'disposition.REFER': ['Referred to partner', '移交其他单位'],
  'disposition.REFUSE': ['Refused help', '拒绝救助'],
  'disposition.REPORT': ['Report taken', '已受理登记'],
  'disposition.TRANSP': ['Patient transported', '已转送伤员'],
  'disposition.TREATD': ['Treated and released', '现场救治后离开'],
  'disposition.UNFND': ['Unfounded', '查无此事'],
  'type.ALARM': ['Automatic fire alarm', '自动火警'],
  'type.ASSAUL': ['Assault', '殴打伤害'],
  'type.BIRTH': ['Childbirth', '孕产急救'],
  'type.BREATH': ['Breathing difficulty', '呼吸困难'],
  'type.BURG': ['Burglary', '入室盗窃'],
  'type.CARDIA': ['Cardiac arrest', '心脏骤停'],
  'type.COLLAP': ['Building collapse', '建筑倒塌'],
  'type.CRASH': ['Traffic crash', '交通事故'],
  'type.CRASHI': ['Crash with injuries', '伤人交通事故'],
  'type.CROWD': ['Crowd', '人群聚集'],
  'type.DISTUR': ['Disturbance', '滋扰纠纷'],
  'type.FLOOD': ['Flooding', '积水内涝'],
  'type.GAS': ['Gas leak', '燃气泄漏'],
  'type.HAZMAT': ['Hazardous materials', '危险化学品'],
  'type.MCI': ['Mass casualty', '群死群伤'],
  'type.MEDIC': ['Medical call', '医疗求助'],
  'type.MISSIN': ['Missing person', '人员走失'],
  'type.OBSTR': ['Obstruction on road', '道路障碍'],
  'type.POWER': ['Power failure', '停电'],
  'type.RESCUE': ['Technical rescue', '抢险救援'],
  'type.ROBB': ['Robbery', '抢劫'],
  'type.SMOKE': ['Smoke report', '烟雾报告'],
  'type.STALL': ['Stalled vehicle', '故障车辆'],
  'type.STRUCT': ['Structure fire', '建筑火灾'],
  'type.TRAUMA': ['Injury', '外伤'],
  'type.TREE': ['Fallen tree', '树木倒伏'],
  'type.UNCON': ['Unconscious person', '人员昏迷'],
  'type.UNK': ['Unknown, to be verified', '不明，待核实'],
  'type.VEHFIR': ['Vehicle fire', '车辆火灾'],
  'type.WATER': ['Water rescue', '水域救援'],
  'type.WEAPON': ['Person with weapon', '持械人员'],
  'type.WILDF': ['Vegetation fire', '植被火灾'],
};
const words = (group: string, code: string) => ({ en: WORDS[`${group}.${code}`]?.[0] ?? code, zh: WORDS[`${group}.${code}`]?.[1] ?? code });
const yes = { code: 'yes', label: { en: 'Yes', zh: '是' } };
const no = { code: 'no', label: { en: 'No', zh: '否' } };
const QUESTIONS: QuestionView[] = [
  { id: 'inside', ask: { en: 'Is anybody still inside?', zh: '里面还有人吗？' }, answers: [{ ...yes, then: 'where', type_code: null, priority: 'E' }, { ...no, then: 'storeys', type_code: null, priority: null }] },
  { id: 'where', ask: { en: 'On which floor?', zh: '在几楼？' }, answers: [] },
  { id: 'storeys', ask: { en: 'How many storeys?', zh: '楼有几层？' }, answers: [] },
];

export const CATALOGUE: Catalogue = {
  types: [
    ...['STRUCT:E', 'VEHFIR:1', 'WILDF:1', 'ALARM:2', 'SMOKE:1', 'GAS:1', 'HAZMAT:E', 'RESCUE:E', 'WATER:E'].map(kind('fire')),
    ...['CARDIA:E', 'BREATH:1', 'UNCON:E', 'TRAUMA:1', 'MEDIC:2', 'BIRTH:1', 'MCI:E'].map(kind('ems')),
    ...['ASSAUL:1', 'ROBB:1', 'BURG:2', 'DISTUR:3', 'WEAPON:E', 'UNK:3'].map(kind('police')),
    ...['CRASH:1', 'CRASHI:E', 'STALL:3'].map(kind('traffic')),
    ...['FLOOD:1', 'POWER:2', 'TREE:3'].map(kind('utility')),
  ],
  priorities: ['E', '1', '2', '3', '4'],
  dispositions: ['DONE', 'REPORT', 'FALSE', 'GOA', 'CANCEL', 'DUP', 'TRANSP', 'TREATD', 'REFUSE', 'FIRECT', 'ARREST', 'REFER', 'UNFND'].map((code) => ({ code, label: words('disposition', code) })),
  kinds: [{ kind: 'engine', label: { en: 'Engine', zh: '消防车' } }],
  statuses: Object.keys(NEXT).map((code) => ({ code, availability: availabilityOf(code), next: NEXT[code] ?? null })),
  roles: ['operator', 'dispatcher', 'supervisor', 'administrator'],
  status_codes: 'canonical',
  local_codes: [],
  numbering_template: '{YY}{MM}{DD}-{NNN}',
  numbering_reset: 'daily',
  unknown_type: 'UNK',
  default_disposition: 'DONE',
};

function kind(service: string) {
  return (text: string) => {
    const [code = '', default_priority = ''] = text.split(':');
    return { code, service, default_priority, label: words('type', code), questions: code === 'STRUCT' ? QUESTIONS : [] };
  };
}

const PLACES: [string, number, number][] = [
  ['Mannerheimintie 14', 24.9402, 60.1699],
  ['Kaisaniemenkatu 3', 24.9455, 60.1716],
  ['Hämeentie 12', 24.9604, 60.1829],
  ['Itämerenkatu 5', 24.9215, 60.1637],
  ['Kasarmitori', 24.948, 60.1655],
  ['Runeberginkatu 40', 24.9254, 60.1773],
  ['Satamakatu 2', 24.9627, 60.1676],
  ['Porkkalankatu 22, ramp to Länsiväylä', 24.9147, 60.1622],
  ['Sörnäisten rantatie 25', 24.9624, 60.1795],
];

const SEEDS: [string, string, string, number, string][] = [
  ['STRUCT', 'E', 'on_scene', 27, 'Smoke from third floor windows, people on the balcony. Stairwell filled with smoke.'],
  ['CARDIA', 'E', 'en_route', 4, 'Man, about 60, collapsed at the tram stop, bystander CPR in progress.'],
  ['CRASHI', 'E', 'dispatched', 2, 'Two cars, one overturned, driver trapped.'],
  ['SMOKE', '1', 'new', 1, 'Smell of burning in the cellar corridor.'],
  ['BREATH', '1', 'on_scene', 19, 'Woman, 34, asthma attack, cannot speak in sentences.'],
  ['ASSAUL', '1', 'new', 3, 'Fight outside the restaurant, one person lies on the ground.'],
  ['ALARM', '2', 'en_route', 8, 'Automatic fire alarm, hotel, detector 4/17.'],
  ['BURG', '2', 'new', 14, 'Shop window broken, alarm ringing, nobody seen.'],
  ['TREE', '3', 'new', 41, 'Tree across the bicycle path.'],
];

function incident(index: number, now: number): IncidentRow {
  const [type_code, priority, state, minutes, what] = SEEDS[index]!;
  const [label, lon, lat] = PLACES[index]!;
  return {
    id: `inc-${index}`, number: `26-326-${String(41 + index).padStart(3, '0')}`, type_code, priority, state,
    state_since_ms: now - Math.round(minutes * 0.6) * MINUTE - 7000 * index, opened_ms: now - minutes * MINUTE - 7000 * index,
    place: index === 5 ? null : { lon, lat, label }, what, units: [], notes: index === 0 ? 2 : 0, closed_ms: null, disposition: null,
    reopened: index === 7 ? 1 : 0, calls: 0, merged_into: null, kept: 'saved_here', version: 3, par: null, work: noMark(), command: noCommand(), level: 1, stacked_on: [], paper: null,
  };
}

const FLEET: [string, string, string, number][] = [
  ['E', 'Engine', 'Kallio', 9], ['L', 'Ladder', 'Erottaja', 4], ['A', 'Ambulance', 'Meilahti', 12], ['D', 'Doctor', 'Meilahti', 2],
  ['P', 'Patrol', 'Pasila', 12], ['R', 'Rescue', 'Erottaja', 3], ['B', 'Boat', 'Katajanokka', 2],
];

function fleet(now: number): UnitRow[] {
  const idle = ['AQ', 'AQ', 'AR', 'AQ', 'AR', 'AQ', 'CL', 'AQ', 'BM', 'AQ', 'OOS', 'AQ', 'OFF'];
  return FLEET.flatMap(([letter, type, station, count], group) =>
    Array.from({ length: count }, (_, index): UnitRow => {
      const status = idle[(index * 5 + group * 3) % idle.length]!;
      const [lon, lat] = [24.93 + ((index * 37 + group * 11) % 60) / 1000, 60.16 + ((index * 17 + group * 23) % 30) / 1000];
      return {
        id: `${letter}${index + 1}`, call_sign: `${letter}${index + 1}`, type, station, status,
        status_since_ms: now - ((index * 13 + group * 29) % 240) * MINUTE - 3000 * index, status_by: index % 3 ? 'dispatcher' : 'crew',
        status_reason: status === 'OOS' ? 'brakes, at the workshop' : null, availability: availabilityOf(status),
        incident: null, incident_number: null, next_status: NEXT[status] ?? null, handle: group * 100 + index,
        site: null, crew: { code: null, warn_ms: null, alert_ms: null, shelved: null, emergency: null, welfare: null, request: null, heard: null, relief: null }, staff: noStaff(),
        position: status === 'OFF' ? null : { lon, lat, at_ms: now - ((index * 7) % 40) * 1000, accuracy_m: 8, source: 'gnss' },
      };
    }),
  );
}

const RUNS: [number, string, string][] = [
  [0, 'E1', 'OS'], [0, 'E2', 'OS'], [0, 'L1', 'OS'], [0, 'A1', 'SG'], [1, 'A3', 'ER'], [1, 'D1', 'DP'], [2, 'E4', 'DP'], [2, 'A5', 'AK'],
  [2, 'P2', 'ER'], [4, 'A6', 'WK'], [6, 'E5', 'ER'], [6, 'L2', 'ER'],
];

function warning(index: number, now: number): WarningRow {
  const seeds = [
    { severity: 'Severe', event: { en: 'Thunderstorm with strong gusts', 'zh-CN': '雷暴大风' }, headline: { en: 'Severe thunderstorm warning for Helsinki', 'zh-CN': '赫尔辛基雷暴大风橙色预警' }, alarm: true, state: 'in_force' },
    { severity: 'Moderate', event: { en: 'Sea level rise' }, headline: { en: 'Sea level 90 cm above normal on the coast' }, alarm: false, state: 'in_force' },
    { severity: 'Minor', event: { en: 'Slippery pavements' }, headline: { en: 'Very slippery pavements tonight' }, alarm: false, state: 'pending' },
    { severity: 'Extreme', event: { en: 'Toxic smoke' }, headline: { en: 'Toxic smoke from an industrial fire: stay indoors, close windows' }, alarm: true, state: 'in_force' },
  ];
  const seed = seeds[index]!;
  const [lon, lat] = [24.94 + index * 0.006, 60.17 + index * 0.003];
  return {
    key: `w-${index}`, sender: 'warnings@example.org', identifier: `urn:oid:2.49.0.1.246.${index}`, sent_ms: now - 9 * MINUTE * (index + 1),
    status: 'Exercise', msg_type: 'Alert', state: seed.state, state_since_ms: now - 8 * MINUTE, state_why: 'warning.why.in_force',
    severity: seed.severity, urgency: 'Immediate', certainty: 'Observed', event: seed.event as Record<string, string>, headline: seed.headline as Record<string, string>,
    areas: ['Helsinki'], effective_ms: now - 9 * MINUTE, onset_ms: null, expires_ms: now + 120 * MINUTE, ends_ms: null, source: 'drill',
    first_seen_ms: now - 6 * MINUTE * (index + 1), last_seen_ms: now, flags: [], alarm: seed.alarm, shelved: null, acknowledged: null, notified: 'notified', placed: true,
    bbox: [lon - 0.02, lat - 0.01, lon + 0.02, lat + 0.01],
    rings: [[[lon - 0.02, lat - 0.01], [lon + 0.02, lat - 0.01], [lon + 0.015, lat + 0.01], [lon - 0.02, lat + 0.008], [lon - 0.02, lat - 0.01]]], vertices: 5,
  };
}

function camera(index: number): CameraRow {
  const [name, lon, lat] = PLACES[index % PLACES.length]!;
  const known = index % 3 !== 2;
  return {
    id: `c${index + 200}`, name: `${name} ${index}`, lon: lon + 0.0006, lat: lat + 0.0003, azimuth_deg: known ? (index * 47) % 360 : null,
    hfov_deg: known ? 62 : null, range_m: known ? 120 : null, source: known ? 'csv' : 'osm', state: 'unknown', state_why: 'camera.why.not_checked',
    has_stream: known, cone: known ? [[lon, lat], [lon + 0.001, lat + 0.0008], [lon + 0.0014, lat + 0.0002], [lon, lat]] : [],
  };
}

const feed = (id: string, state: string, now: number): FeedRow => ({
  id, url: `http://127.0.0.1:8631/${id}.atom`, state, since_ms: now - 31 * MINUTE, last_success_ms: now - (state === 'live' ? 20_000 : 14 * MINUTE), last_change_ms: now - 6 * MINUTE,
  error_code: state === 'live' ? null : 'timeout', error: state === 'live' ? null : 'no answer within 20 s', interval_s: 60, alerts: 4, faults: state === 'live' ? 0 : 1,
});

const statusBar = (now: number, mode: string): StatusBar => ({
  mode, version: '0.1.0', seq: 1840, feeds_live: 1, feeds_total: 2, feeds_state: 'late', disk_free_bytes: 41_300_000_000, disk_state: 'ok', sharing: 'alone',
  backup_dir: '/media/backup', backup_verified_ms: now - 11 * MINUTE, backup_state: 'ok', backup_error: null, notifications: 'ok', audio: 'ok',
  drill: mode === 'drill' ? { paused: false, speed: 1, clock_ms: now, seed: 7 } : null, alarms: 2, log_fault: null, plan_sha256: 'p1', paper_board: null,
});

const closure = (now: number, part: Partial<ClosureRow>): ClosureRow => ({
  id: 'cl-0', shape: 'line', points: [[24.9455, 60.1716], [24.9475, 60.172], [24.9495, 60.1722]], reason: 'Burst water main', from_ms: null, until_ms: null,
  emergency_may_pass: false, set_ms: now - 42 * MINUTE, set_by: 'supervisor', in_force: true, ...part,
});

/** Hydrants, and a plan with floors. */
const layers = (now: number): LayersView => ({
  layers: [
    { id: 'hydrants', name: 'City hydrants', kind: 'hydrants', datum: 'gcj02', source: 'hydrants.csv', features: 1204, faulty: 2, bounds: [24.9, 60.15, 24.99, 60.19], floors: [], shapes: ['points'], added_ms: now - 50 * MINUTE, shift: null, fault: null },
    { id: 'plans', name: 'Plans', kind: 'plans', datum: 'wgs84', source: 'plans.geojson', features: 3, faulty: 0, bounds: [24.93, 60.16, 24.94, 60.17], floors: ['G', '1'], shapes: ['points', 'areas'], added_ms: now - 3 * 86_400_000, shift: { looks_like: 'gcj02', offset_m: 548.2, east_m: -520, north_m: 173, share_now: 0.21, share_moved: 0.94 }, fault: null },
  ],
  basemaps: [
    { id: 'aerial', name: 'Aerial 2026', attribution: '© The city', format: 'jpeg', min_zoom: 8, max_zoom: 17, bounds: [24.9, 60.15, 24.99, 60.19], bytes: 48_000_000, vector_layers: [], added_ms: now - 86_400_000, fault: null },
  ],
});

/** The floor at `now`. */
export function floor(now: number, mode = 'drill'): BoardView {
  const incidents = SEEDS.map((_, index) => incident(index, now));
  const units = fleet(now);
  for (const [at, id, status] of RUNS) {
    const [row, unit] = [incidents[at]!, units.find((it) => it.id === id)!];
    const since = row.opened_ms + 90_000;
    Object.assign(unit, { status, status_since_ms: since, availability: 'committed', incident: row.id, incident_number: row.number, next_status: NEXT[status] ?? null, status_reason: null });
    row.units.push({ unit: id, call_sign: unit.call_sign, status, since_ms: since });
  }
  return {
    seq: 1840, now_ms: now, incidents, units, warnings: [0, 1, 2, 3].map((index) => warning(index, now)),
    cameras: Array.from({ length: 14 }, (_, index) => camera(index)), feeds: [feed('drill', 'live', now), feed('coast', 'late', now)],
    closures: [
      closure(now, {}),
      closure(now, { id: 'cl-1', shape: 'polygon', points: [[24.95, 60.165], [24.954, 60.165], [24.954, 60.167], [24.95, 60.167]], reason: 'Street festival', emergency_may_pass: true, until_ms: now + 180 * MINUTE }),
      closure(now, { id: 'cl-2', points: [[24.925, 60.1773], [24.929, 60.178]], reason: 'Night works', from_ms: now + 300 * MINUTE, until_ms: now + 600 * MINUTE, in_force: false }),
    ],
    sites: [],
    area: { name: 'Helsinki', bounds: [24.9, 60.15, 24.99, 60.19], min_zoom: 0, max_zoom: 16, attribution: '© OpenStreetMap contributors', active: true, imported_ms: now - 3 * 86_400_000, counts: { drivable_ways: 11820, buildings: 6240, 'places.hospital': 3, cameras: 14 } },
    layers: layers(now),
    status: statusBar(now, mode),
  };
}

// The colours of the base map in its three looks. Roads differ by lightness and by width, never by hue alone; ground
// colours stay pale by day and dark by night, so that units, incidents and warnings are what stands out.

export type MapTheme = 'dark' | 'light' | 'contrast';

/** A road's fill and the rim around it. */
interface Paint {
  fill: string;
  rim: string;
}

export interface Palette {
  /** Beyond the area's box, where nothing is known. */
  outside: string;
  land: string;
  built: string;
  /** Fields, meadows, rough grass. */
  field: string;
  /** Parks and other kept green. */
  green: string;
  wood: string;
  /** Hospitals, schools, barracks. */
  grounds: string;
  bare: string;
  /** Squares and other ground for people on foot. */
  square: string;
  water: string;
  waterText: string;
  building: string;
  buildingLine: string;
  boundary: string;
  rail: string;
  motorway: Paint;
  trunk: Paint;
  primary: Paint;
  secondary: Paint;
  minor: Paint;
  service: Paint;
  pedestrian: Paint;
  path: string;
  tunnel: string;
  /** Dashes along a street that is not open to all. */
  closed: string;
  arrow: string;
  text: string;
  textSoft: string;
  textStrong: string;
  halo: string;
  /** Road numbers: the plate of motorways, that of other roads, what stands on both, and their rim. */
  plate: string;
  otherPlate: string;
  plateText: string;
  plateRim: string;
  care: string;
  fire: string;
  police: string;
  school: string;
  shelter: string;
  hydrant: string;
  camera: string;
  station: string;
  iconHalo: string;
  /** Widths of lines are multiplied by this. */
  weight: number;
}

export const palettes: Record<MapTheme, Palette> = {
  dark: {
    outside: '#0d1218',
    land: '#18202a',
    built: '#1b242f',
    field: '#1a2529',
    green: '#193129',
    wood: '#172b26',
    grounds: '#222838',
    bare: '#24282c',
    square: '#2b3138',
    water: '#0e3049',
    waterText: '#86b9dc',
    building: '#263240',
    buildingLine: '#354454',
    boundary: '#8a86ab',
    rail: '#55626f',
    motorway: { fill: '#9c8154', rim: '#0f151c' },
    trunk: { fill: '#82734f', rim: '#0f151c' },
    primary: { fill: '#687686', rim: '#0f151c' },
    secondary: { fill: '#566475', rim: '#0f151c' },
    minor: { fill: '#435060', rim: '#10161e' },
    service: { fill: '#384452', rim: '#10161e' },
    pedestrian: { fill: '#3d4249', rim: '#10161e' },
    path: '#5a6570',
    tunnel: '#3b4654',
    closed: '#f2b6b0',
    arrow: '#e6ecf2',
    text: '#c6d1dc',
    textSoft: '#a3b0bd',
    textStrong: '#f0f4f8',
    halo: '#111820',
    plate: '#2d5d8f',
    plateText: '#ffffff',
    otherPlate: '#2f3c4a',
    plateRim: '#8e9cab',
    care: '#f08d97',
    fire: '#f0a565',
    police: '#8fb8f2',
    school: '#c3b0e4',
    shelter: '#8fcba4',
    hydrant: '#6cc9d8',
    camera: '#a9c3d6',
    station: '#aebfd6',
    iconHalo: '#0d1218',
    weight: 1,
  },
  light: {
    outside: '#d9dbdb',
    land: '#f0ede6',
    built: '#ebe7df',
    field: '#ebeddd',
    green: '#cde6bf',
    wood: '#cae0bc',
    grounds: '#e7e1ec',
    bare: '#e5e1d8',
    square: '#f7f2ec',
    water: '#a4d0ec',
    waterText: '#14527f',
    building: '#dfdad0',
    buildingLine: '#c6bfb2',
    boundary: '#7b6d99',
    rail: '#9a9fa6',
    motorway: { fill: '#f0a94e', rim: '#bd7620' },
    trunk: { fill: '#f6c878', rim: '#c8943d' },
    primary: { fill: '#fbe09a', rim: '#c9ab5c' },
    secondary: { fill: '#fdf1c6', rim: '#c5b98d' },
    minor: { fill: '#ffffff', rim: '#c9c3b8' },
    service: { fill: '#fcfbf9', rim: '#d2ccc1' },
    pedestrian: { fill: '#faf5ef', rim: '#d3c6b9' },
    path: '#a69a86',
    tunnel: '#ded9cf',
    closed: '#a8483d',
    arrow: '#535c65',
    text: '#353c43',
    textSoft: '#4e575f',
    textStrong: '#12171b',
    halo: '#ffffff',
    plate: '#1f5fa8',
    plateText: '#ffffff',
    otherPlate: '#56616c',
    plateRim: '#ffffff',
    care: '#b3202f',
    fire: '#a94a00',
    police: '#1d4f9e',
    school: '#5d4391',
    shelter: '#1d6b3c',
    hydrant: '#0d6c80',
    camera: '#2f5870',
    station: '#33496b',
    iconHalo: '#ffffff',
    weight: 1,
  },
  contrast: {
    outside: '#000000',
    land: '#000000',
    built: '#000000',
    field: '#000000',
    green: '#00240d',
    wood: '#001f0b',
    grounds: '#141420',
    bare: '#141414',
    square: '#20262c',
    water: '#00335c',
    waterText: '#b8e0ff',
    building: '#1a1a1a',
    buildingLine: '#6a6a6a',
    boundary: '#ff9cff',
    rail: '#9a9a9a',
    motorway: { fill: '#e0bc00', rim: '#000000' },
    trunk: { fill: '#c4a83a', rim: '#000000' },
    primary: { fill: '#b0b0b0', rim: '#000000' },
    secondary: { fill: '#9a9a9a', rim: '#000000' },
    minor: { fill: '#7d7d7d', rim: '#000000' },
    service: { fill: '#5f5f5f', rim: '#000000' },
    pedestrian: { fill: '#54606c', rim: '#000000' },
    path: '#8a8a8a',
    tunnel: '#4d4d4d',
    closed: '#1a0000',
    arrow: '#000000',
    text: '#ffffff',
    textSoft: '#e6e6e6',
    textStrong: '#ffff00',
    halo: '#000000',
    plate: '#00408a',
    plateText: '#ffffff',
    otherPlate: '#000000',
    plateRim: '#ffffff',
    care: '#ff9aa8',
    fire: '#ffb000',
    police: '#8fc1ff',
    school: '#e0c3ff',
    shelter: '#7dffa8',
    hydrant: '#66f0ff',
    camera: '#ffffff',
    station: '#dfe8ff',
    iconHalo: '#000000',
    weight: 1.25,
  },
};

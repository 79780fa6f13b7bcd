// Draws a fleet with WebGL 2: units in view as plates, a textured quad each; many as points; all in one call, each gliding to its newest fix by the time it
// was given. Knows the buffer of `units-fleet.ts` and the sheet of signs; knows no row and no board.

import type { CustomLayerInterface, CustomRenderMethodInput } from 'maplibre-gl';
import { STRIDE, type Fleet } from './units-fleet';
import type { UnitSheet } from './units-sheet';

/** Plates can be read; badges, when there are many; dots, when badges would hide the map. */
export type SignSize = 'plate' | 'badge' | 'dot';

/** What the layer draws, asked for at every frame. */
export interface UnitsScene {
  fleet: Fleet;
  sheet: UnitSheet;
  size: SignSize;
  /** What is in view, west, north, east, south in Web Mercator, with room for signs at the edge. */
  view: readonly [number, number, number, number];
  /** Colours of the course mark and its rim, CSS. */
  ink: string;
  rim: string;
  /** Device pixels per CSS pixel of a sign. */
  ratio: number;
  /** The time of drawing, seconds. */
  atS: number;
}

/** Length of the mark that shows a unit's course, CSS pixels. */
const COURSE_PX = 12;

// What all shaders know of a unit: where its sign stands, in whole device pixels, and its two small numbers.
const UNIT = `#version 300 es
precision highp float;
layout(location = 0) in vec4 a_way;
layout(location = 1) in vec2 a_time;
layout(location = 2) in uint a_sign;
layout(location = 3) in uvec2 a_state;
uniform vec4 u_origin;
uniform vec4 u_east;
uniform vec4 u_south;
uniform float u_now;
uniform vec2 u_viewport;
uniform vec2 u_size;
uniform vec2 u_sheet;
uniform vec3 u_cell;
uniform vec2 u_inset;
out float v_alpha;
vec2 centre() {
  float t = a_time.y > a_time.x ? clamp((u_now - a_time.x) / (a_time.y - a_time.x), 0.0, 1.0) : 1.0;
  vec2 at = mix(a_way.xy, a_way.zw, t);
  vec4 clip = u_origin + u_east * at.x + u_south * at.y;
  v_alpha = a_state.y == 1u ? 0.8 : 1.0;
  return floor((clip.xy / clip.w * 0.5 + 0.5) * u_viewport);
}
vec2 onSheet() {
  float sign = float(a_sign);
  return vec2(mod(sign, u_cell.z), floor((sign + 0.5) / u_cell.z)) * u_cell.xy + u_inset;
}
vec4 placed(vec2 px) { return vec4(px / u_viewport * 2.0 - 1.0, 0.0, 1.0); }
`;

const PLATE_VERTEX = `${UNIT}
out vec2 v_at;
void main() {
  vec2 corner = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1));
  gl_Position = placed(centre() - floor(u_size * 0.5) + corner * u_size);
  v_at = (onSheet() + vec2(corner.x, 1.0 - corner.y) * u_size) / u_sheet;
}`;

const PLATE_PIXEL = `#version 300 es
precision mediump float;
uniform sampler2D u_signs;
in highp vec2 v_at;
in float v_alpha;
out vec4 colour;
void main() { colour = texture(u_signs, v_at) * v_alpha; }`;

// Points, since a renderer without a graphics card takes far longer for an instance than for a point.
const BADGE_VERTEX = `${UNIT}
uniform float u_drawn;
flat out vec2 v_from;
void main() {
  gl_Position = placed(centre());
  gl_PointSize = u_drawn;
  v_from = onSheet();
}`;

const BADGE_PIXEL = `#version 300 es
precision highp float;
uniform sampler2D u_signs;
uniform vec2 u_size;
uniform vec2 u_sheet;
flat in vec2 v_from;
in float v_alpha;
out vec4 colour;
void main() { colour = texture(u_signs, (v_from + gl_PointCoord * u_size) / u_sheet) * v_alpha; }`;

// A triangle with a rim just outside the sign, on the side the unit travels to.
const COURSE_VERTEX = `${UNIT}
uniform float u_drawn;
flat out vec2 v_ahead;
void main() {
  v_ahead = vec2(0.0);
  if (a_state.x == 0u) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    gl_PointSize = 1.0;
    return;
  }
  float turn = float(a_state.x - 1u) / 255.0 * 6.2831853;
  v_ahead = vec2(sin(turn), cos(turn));
  vec2 reach = (u_size * 0.5 - 1.5) / max(abs(v_ahead), vec2(0.001));
  gl_Position = placed(centre() + v_ahead * (min(reach.x, reach.y) + u_drawn * 0.4));
  gl_PointSize = u_drawn;
}`;

const COURSE_PIXEL = `#version 300 es
precision mediump float;
uniform vec4 u_ink;
uniform vec4 u_rim;
flat in vec2 v_ahead;
in float v_alpha;
out vec4 colour;
void main() {
  vec2 from = vec2(gl_PointCoord.x - 0.5, 0.5 - gl_PointCoord.y);
  float along = dot(from, v_ahead) + 0.5;
  float inside = (1.0 - along) * 0.5 - abs(dot(from, vec2(v_ahead.y, -v_ahead.x)));
  if (inside < 0.0 || along < 0.0) discard;
  colour = (inside > 0.1 && along > 0.12 ? u_ink : u_rim) * v_alpha;
}`;

type Program = { program: WebGLProgram; at: (name: string) => WebGLUniformLocation | null };

const SHADERS = { plates: [PLATE_VERTEX, PLATE_PIXEL], badges: [BADGE_VERTEX, BADGE_PIXEL], courses: [COURSE_VERTEX, COURSE_PIXEL] } as const;
type Kind = keyof typeof SHADERS;

interface Drawing {
  gl: WebGL2RenderingContext;
  /** Linked when first drawn with: each takes some megabytes where the processor draws. */
  programs: Partial<Record<Kind, Program>>;
  /** The whole fleet, a point each. */
  all: Batch;
  /** The units in view, a quad each. */
  seen: Batch;
  /** The dots that can be told apart, a point each. */
  tops: Batch;
  texture: WebGLTexture;
  sheet: UnitSheet | null;
  sheetVersion: number;
  fleetVersion: number;
}

interface Batch {
  array: WebGLVertexArrayObject;
  buffer: WebGLBuffer;
  /** Bytes the buffer on the card has room for. */
  room: number;
}

export class UnitsLayer implements CustomLayerInterface {
  readonly type = 'custom';
  readonly renderingMode = '2d';
  #drawing: Drawing | null = null;
  #version = 0;
  #hidden = false;

  /** `failed` is told once, when the graphics card refuses; the layer then draws nothing. */
  constructor(
    readonly id: string,
    private readonly scene: () => UnitsScene,
    private readonly failed: (why: string) => void,
  ) {}

  /** The fleet's numbers changed: they go to the card with the next frame. */
  changed(): void {
    this.#version += 1;
  }

  show(visible: boolean): void {
    this.#hidden = !visible;
  }

  onAdd(_map: unknown, gl: WebGL2RenderingContext): void {
    try {
      this.#drawing = begin(gl);
    } catch (thrown) {
      this.failed(thrown instanceof Error ? thrown.message : String(thrown));
    }
  }

  onRemove(): void {
    const drawing = this.#drawing;
    this.#drawing = null;
    if (!drawing || drawing.gl.isContextLost()) return;
    const { gl } = drawing;
    for (const { program } of Object.values(drawing.programs)) gl.deleteProgram(program);
    for (const { array, buffer } of [drawing.all, drawing.seen, drawing.tops]) {
      gl.deleteVertexArray(array);
      gl.deleteBuffer(buffer);
    }
    gl.deleteTexture(drawing.texture);
  }

  /** The context is gone, and all that was on the card with it: the next `onAdd` begins anew. */
  lost(): void {
    this.#drawing = null;
  }

  render = (_gl: unknown, args: CustomRenderMethodInput): void => {
    const drawing = this.#drawing;
    if (!drawing || this.#hidden) return;
    const scene = this.scene();
    if (scene.fleet.count === 0) return;
    try {
      this.#upload(drawing, scene);
      draw(drawing, scene, args.defaultProjectionData.mainMatrix);
    } catch (thrown) {
      this.#drawing = null;
      this.failed(thrown instanceof Error ? thrown.message : String(thrown));
    }
  };

  #upload(drawing: Drawing, { fleet, sheet, size }: UnitsScene): void {
    const { gl } = drawing;
    // Dots go to the card frame by frame, those of them that can be told apart.
    if (size !== 'dot' && drawing.fleetVersion !== this.#version) {
      fill(gl, drawing.all, fleet.bytes, fleet.count * STRIDE);
      drawing.fleetVersion = this.#version;
    }
    if (drawing.sheet !== sheet || drawing.sheetVersion !== sheet.version) {
      gl.activeTexture(gl.TEXTURE0);
      gl.bindTexture(gl.TEXTURE_2D, drawing.texture);
      gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, false);
      gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, true);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, sheet.canvas);
      [drawing.sheet, drawing.sheetVersion] = [sheet, sheet.version];
    }
  }
}

/** Side of a dot for badges of a width, device pixels: even, and never too small to be seen. */
const dotSize = (badge: number): number => Math.max(4, 2 * Math.floor(badge / 4));

// Only what differs is sent: an update of 50,000 units is 1.4 MB.
function fill(gl: WebGL2RenderingContext, batch: Batch, bytes: Uint8Array, length: number): void {
  gl.bindBuffer(gl.ARRAY_BUFFER, batch.buffer);
  if (length > batch.room) {
    gl.bufferData(gl.ARRAY_BUFFER, bytes, gl.DYNAMIC_DRAW);
    batch.room = bytes.byteLength;
  } else gl.bufferSubData(gl.ARRAY_BUFFER, 0, bytes, 0, length);
}

function draw(drawing: Drawing, scene: UnitsScene, matrix: ArrayLike<number>): void {
  const { gl } = drawing;
  const { fleet, sheet, size } = scene;
  const inset = size === 'plate' ? sheet.plate : sheet.badge;
  const m = (index: number) => matrix[index] ?? 0;
  const [ox, oy] = fleet.origin;
  const along = (row: number) => m(row) * ox + m(4 + row) * oy + m(12 + row);
  const use = (kind: Kind) => {
    const [vertex, pixel] = SHADERS[kind];
    const { program, at } = (drawing.programs[kind] ??= linked(gl, vertex, pixel));
    gl.useProgram(program);
    gl.uniform4f(at('u_origin'), along(0), along(1), along(2), along(3));
    gl.uniform4f(at('u_east'), m(0), m(1), m(2), m(3));
    gl.uniform4f(at('u_south'), m(4), m(5), m(6), m(7));
    gl.uniform1f(at('u_now'), scene.atS - fleet.base);
    gl.uniform2f(at('u_viewport'), gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.uniform2f(at('u_size'), inset.width, inset.height);
    gl.uniform2f(at('u_sheet'), sheet.canvas.width, sheet.canvas.height);
    gl.uniform3f(at('u_cell'), sheet.cell.width, sheet.cell.height, sheet.columns);
    gl.uniform2f(at('u_inset'), inset.x, 1);
    gl.uniform1i(at('u_signs'), 0);
    return at;
  };
  gl.activeTexture(gl.TEXTURE0);
  gl.bindTexture(gl.TEXTURE_2D, drawing.texture);
  gl.disable(gl.CULL_FACE);
  // A dot has no room for a course.
  if (size !== 'dot' && fleet.headed > 0) {
    const at = use('courses');
    gl.uniform1f(at('u_drawn'), COURSE_PX * scene.ratio);
    gl.uniform4f(at('u_ink'), ...colour(scene.ink));
    gl.uniform4f(at('u_rim'), ...colour(scene.rim));
    gl.bindVertexArray(drawing.all.array);
    gl.drawArrays(gl.POINTS, 0, fleet.count);
  }
  if (size === 'dot') {
    const px = dotSize(inset.width);
    const cells = (length: number) => Math.max(1, Math.ceil(length / (px / 2)));
    const seen = fleet.tops(scene.view, cells(gl.drawingBufferWidth), cells(gl.drawingBufferHeight), scene.atS);
    fill(gl, drawing.tops, seen.bytes, seen.count * STRIDE);
    const at = use('badges');
    gl.uniform1f(at('u_drawn'), px);
    gl.bindVertexArray(drawing.tops.array);
    gl.drawArrays(gl.POINTS, 0, seen.count);
  } else if (size === 'plate') {
    const seen = fleet.within(scene.view);
    fill(gl, drawing.seen, seen.bytes, seen.count * STRIDE);
    use('plates');
    gl.bindVertexArray(drawing.seen.array);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, seen.count);
  } else {
    const at = use('badges');
    gl.uniform1f(at('u_drawn'), inset.width);
    gl.bindVertexArray(drawing.all.array);
    gl.drawArrays(gl.POINTS, 0, fleet.count);
  }
  gl.bindVertexArray(null);
}

function begin(gl: WebGL2RenderingContext): Drawing {
  const made = <T>(thing: T | null, what: string): T => {
    if (thing === null) throw new Error(`the graphics card gave no ${what}`);
    return thing;
  };
  const texture = made(gl.createTexture(), 'texture');
  const batch = (divisor: number): Batch => {
    const array = made(gl.createVertexArray(), 'vertex array');
    const buffer = made(gl.createBuffer(), 'buffer');
    gl.bindVertexArray(array);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.vertexAttribPointer(0, 4, gl.FLOAT, false, STRIDE, 0);
    gl.vertexAttribPointer(1, 2, gl.FLOAT, false, STRIDE, 16);
    gl.vertexAttribIPointer(2, 1, gl.UNSIGNED_SHORT, STRIDE, 24);
    gl.vertexAttribIPointer(3, 2, gl.UNSIGNED_BYTE, STRIDE, 26);
    for (let location = 0; location < 4; location += 1) {
      gl.enableVertexAttribArray(location);
      gl.vertexAttribDivisor(location, divisor);
    }
    gl.bindVertexArray(null);
    return { array, buffer, room: 0 };
  };
  gl.activeTexture(gl.TEXTURE0);
  gl.bindTexture(gl.TEXTURE_2D, texture);
  for (const filter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, filter, gl.LINEAR);
  for (const wrap of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, wrap, gl.CLAMP_TO_EDGE);
  return { gl, programs: {}, all: batch(0), seen: batch(1), tops: batch(0), texture, sheet: null, sheetVersion: -1, fleetVersion: -1 };
}

function linked(gl: WebGL2RenderingContext, vertex: string, pixel: string): Program {
  const program = gl.createProgram();
  for (const [kind, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, pixel]] as const) {
    const shader = gl.createShader(kind);
    if (!shader) throw new Error('the graphics card gave no shader');
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    // Goes with the program.
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(`shader: ${gl.getProgramInfoLog(program) ?? 'not linked'}`);
  const known = new Map<string, WebGLUniformLocation | null>();
  const at = (name: string) => {
    if (!known.has(name)) known.set(name, gl.getUniformLocation(program, name));
    return known.get(name) ?? null;
  };
  return { program, at };
}

/** `#rrggbb` as shares of one; anything else is a middle grey. */
export function colour(css: string): [number, number, number, number] {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(css);
  if (!hex) return [0.6, 0.6, 0.6, 1];
  const share = (part: string | undefined) => parseInt(part ?? '99', 16) / 255;
  return [share(hex[1]), share(hex[2]), share(hex[3]), 1];
}

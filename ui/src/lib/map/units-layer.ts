// Draws a fleet with WebGL 2: one textured quad per unit, all in one call, each gliding to its newest fix by the time it
// was given. Knows the buffer of `units-fleet.ts` and the sheet of signs; knows no row and no board.

import type { CustomLayerInterface, CustomRenderMethodInput } from 'maplibre-gl';
import { STRIDE, type Fleet } from './units-fleet';
import type { UnitSheet } from './units-sheet';

/** What the layer draws, asked for at every frame. */
export interface UnitsScene {
  fleet: Fleet;
  sheet: UnitSheet;
  /** Plates can be read; badges, when there are too many. */
  plates: boolean;
  /** Colours of the course mark and its rim, CSS. */
  ink: string;
  rim: string;
  /** Device pixels per CSS pixel of a sign. */
  ratio: number;
  /** The time of drawing, seconds. */
  atS: number;
}

/** Length of the mark that shows a unit's course, CSS pixels. */
const COURSE_PX = 9;

const VERTEX = `#version 300 es
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
uniform float u_course;
out vec2 v_at;
out float v_alpha;
void main() {
  float t = a_time.y > a_time.x ? clamp((u_now - a_time.x) / (a_time.y - a_time.x), 0.0, 1.0) : 1.0;
  vec2 at = mix(a_way.xy, a_way.zw, t);
  vec4 clip = u_origin + u_east * at.x + u_south * at.y;
  vec2 centre = floor((clip.xy / clip.w * 0.5 + 0.5) * u_viewport);
  vec2 corner = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1));
  v_alpha = a_state.y == 1u ? 0.8 : 1.0;
  if (u_course > 0.0) {
    if (a_state.x == 0u) {
      gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
      return;
    }
    float turn = float(a_state.x - 1u) / 255.0 * 6.2831853;
    vec2 ahead = vec2(sin(turn), cos(turn));
    vec2 half_sign = u_size * 0.5 - 1.5;
    float out_of = min(half_sign.x / max(abs(ahead.x), 0.001), half_sign.y / max(abs(ahead.y), 0.001));
    vec2 local = (corner - vec2(0.5, 0.0)) * u_course;
    vec2 px = centre + ahead * (out_of + local.y) + vec2(ahead.y, -ahead.x) * local.x;
    v_at = corner;
    gl_Position = vec4(px / u_viewport * 2.0 - 1.0, 0.0, 1.0);
    return;
  }
  vec2 px = centre - floor(u_size * 0.5) + corner * u_size;
  float column = mod(float(a_sign), u_cell.z);
  float row = floor((float(a_sign) + 0.5) / u_cell.z);
  v_at = (vec2(column, row) * u_cell.xy + u_inset + vec2(corner.x, 1.0 - corner.y) * u_size) / u_sheet;
  gl_Position = vec4(px / u_viewport * 2.0 - 1.0, 0.0, 1.0);
}`;

const SIGNS = `#version 300 es
precision mediump float;
uniform sampler2D u_signs;
in vec2 v_at;
in float v_alpha;
out vec4 colour;
void main() {
  colour = texture(u_signs, v_at) * v_alpha;
}`;

// A triangle with a rim, pointing up in its square.
const COURSES = `#version 300 es
precision mediump float;
uniform vec4 u_ink;
uniform vec4 u_rim;
in vec2 v_at;
in float v_alpha;
out vec4 colour;
void main() {
  float inside = (1.0 - v_at.y) * 0.5 - abs(v_at.x - 0.5);
  if (inside < 0.0) discard;
  colour = (inside > 0.14 && v_at.y < 0.72 ? u_ink : u_rim) * v_alpha;
}`;

type Program = { program: WebGLProgram; at: (name: string) => WebGLUniformLocation | null };

interface Drawing {
  gl: WebGL2RenderingContext;
  signs: Program;
  courses: Program;
  array: WebGLVertexArrayObject;
  buffer: WebGLBuffer;
  texture: WebGLTexture;
  /** Bytes the buffer on the card has room for. */
  room: number;
  sheet: UnitSheet | null;
  sheetVersion: number;
  fleetVersion: number;
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
    gl.deleteProgram(drawing.signs.program);
    gl.deleteProgram(drawing.courses.program);
    gl.deleteVertexArray(drawing.array);
    gl.deleteBuffer(drawing.buffer);
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
    this.#upload(drawing, scene);
    draw(drawing, scene, args.defaultProjectionData.mainMatrix);
  };

  #upload(drawing: Drawing, { fleet, sheet }: UnitsScene): void {
    const { gl } = drawing;
    if (drawing.fleetVersion !== this.#version) {
      gl.bindBuffer(gl.ARRAY_BUFFER, drawing.buffer);
      const bytes = fleet.bytes.subarray(0, fleet.count * STRIDE);
      if (bytes.length > drawing.room) {
        gl.bufferData(gl.ARRAY_BUFFER, fleet.bytes, gl.DYNAMIC_DRAW);
        drawing.room = fleet.bytes.length;
      } else gl.bufferSubData(gl.ARRAY_BUFFER, 0, bytes);
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

function draw(drawing: Drawing, scene: UnitsScene, matrix: ArrayLike<number>): void {
  const { gl } = drawing;
  const { fleet, sheet } = scene;
  const inset = scene.plates ? sheet.plate : sheet.badge;
  const m = (index: number) => matrix[index] ?? 0;
  const [ox, oy] = fleet.origin;
  const along = (row: number) => m(row) * ox + m(4 + row) * oy + m(12 + row);
  gl.bindVertexArray(drawing.array);
  gl.disable(gl.CULL_FACE);
  for (const { program, at } of [drawing.courses, drawing.signs]) {
    gl.useProgram(program);
    gl.uniform4f(at('u_origin'), along(0), along(1), along(2), along(3));
    gl.uniform4f(at('u_east'), m(0), m(1), m(2), m(3));
    gl.uniform4f(at('u_south'), m(4), m(5), m(6), m(7));
    gl.uniform1f(at('u_now'), scene.atS - fleet.base);
    gl.uniform2f(at('u_viewport'), gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.uniform2f(at('u_size'), inset.width, inset.height);
    if (program === drawing.courses.program) {
      gl.uniform1f(at('u_course'), COURSE_PX * scene.ratio);
      gl.uniform4f(at('u_ink'), ...colour(scene.ink));
      gl.uniform4f(at('u_rim'), ...colour(scene.rim));
    } else {
      gl.uniform1f(at('u_course'), 0);
      gl.uniform2f(at('u_sheet'), sheet.canvas.width, sheet.canvas.height);
      gl.uniform3f(at('u_cell'), sheet.cell.width, sheet.cell.height, sheet.columns);
      gl.uniform2f(at('u_inset'), inset.x, 1);
      gl.uniform1i(at('u_signs'), 0);
      gl.activeTexture(gl.TEXTURE0);
      gl.bindTexture(gl.TEXTURE_2D, drawing.texture);
    }
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, fleet.count);
  }
  gl.bindVertexArray(null);
}

function begin(gl: WebGL2RenderingContext): Drawing {
  const made = <T>(thing: T | null, what: string): T => {
    if (thing === null) throw new Error(`the graphics card gave no ${what}`);
    return thing;
  };
  const signs = program(gl, SIGNS);
  const courses = program(gl, COURSES);
  const array = made(gl.createVertexArray(), 'vertex array');
  const buffer = made(gl.createBuffer(), 'buffer');
  const texture = made(gl.createTexture(), 'texture');
  gl.bindVertexArray(array);
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
  gl.vertexAttribPointer(0, 4, gl.FLOAT, false, STRIDE, 0);
  gl.vertexAttribPointer(1, 2, gl.FLOAT, false, STRIDE, 16);
  gl.vertexAttribIPointer(2, 1, gl.UNSIGNED_SHORT, STRIDE, 24);
  gl.vertexAttribIPointer(3, 2, gl.UNSIGNED_BYTE, STRIDE, 26);
  for (let location = 0; location < 4; location += 1) {
    gl.enableVertexAttribArray(location);
    gl.vertexAttribDivisor(location, 1);
  }
  gl.bindVertexArray(null);
  gl.activeTexture(gl.TEXTURE0);
  gl.bindTexture(gl.TEXTURE_2D, texture);
  for (const filter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, filter, gl.LINEAR);
  for (const wrap of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, wrap, gl.CLAMP_TO_EDGE);
  return { gl, signs, courses, array, buffer, texture, room: 0, sheet: null, sheetVersion: -1, fleetVersion: -1 };
}

function program(gl: WebGL2RenderingContext, fragment: string): Program {
  const linked = gl.createProgram();
  for (const [kind, source] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, fragment]] as const) {
    const shader = gl.createShader(kind);
    if (!shader) throw new Error('the graphics card gave no shader');
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(linked, shader);
    // Goes with the program.
    gl.deleteShader(shader);
  }
  gl.linkProgram(linked);
  if (!gl.getProgramParameter(linked, gl.LINK_STATUS)) throw new Error(`shader: ${gl.getProgramInfoLog(linked) ?? 'not linked'}`);
  const known = new Map<string, WebGLUniformLocation | null>();
  const at = (name: string) => {
    if (!known.has(name)) known.set(name, gl.getUniformLocation(linked, name));
    return known.get(name) ?? null;
  };
  return { program: linked, at };
}

/** `#rrggbb` as shares of one; anything else is a middle grey. */
export function colour(css: string): [number, number, number, number] {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(css);
  if (!hex) return [0.6, 0.6, 0.6, 1];
  const share = (part: string | undefined) => parseInt(part ?? '99', 16) / 255;
  return [share(hex[1]), share(hex[2]), share(hex[3]), 1];
}

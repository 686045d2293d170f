import type { Direction } from '../engine/wire.ts';
import { draw } from './dom.ts';

const width = 320;
const height = 64;
const shortest = 2;

/** Both directions' speed over time, one curve after the other, growing as the run goes on. */
export class Trace {
  readonly element: SVGSVGElement;
  readonly #points: Record<Direction, [seconds: number, mbps: number][]> = { down: [], up: [] };
  readonly #paths: Record<Direction, { line: SVGPathElement; area: SVGPathElement }>;

  constructor() {
    const pair = (direction: Direction) => ({
      line: draw('path', { class: `trace-line trace-${direction}` }),
      area: draw('path', { class: `trace-area trace-${direction}` }),
    });
    this.#paths = { down: pair('down'), up: pair('up') };
    const { down, up } = this.#paths;
    this.element = draw(
      'svg',
      { class: 'trace', viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      down.area,
      up.area,
      down.line,
      up.line,
    );
  }

  add(direction: Direction, seconds: number, mbps: number): void {
    this.#points[direction].push([seconds, mbps]);
    const downEnd = Math.max(this.#points.down.at(-1)?.[0] ?? 0, direction === 'down' ? shortest : 0);
    const upEnd = direction === 'up' ? Math.max(this.#points.up.at(-1)?.[0] ?? 0, shortest) : shortest;
    const scaleX = width / (downEnd + upEnd);
    const highest = Math.max(1, ...this.#points.down.map(([, speed]) => speed), ...this.#points.up.map(([, speed]) => speed));
    this.#render('down', 0, scaleX, highest);
    this.#render('up', downEnd, scaleX, highest);
  }

  #render(direction: Direction, offset: number, scaleX: number, highest: number): void {
    const points = this.#points[direction];
    if (points.length < 2) {
      return;
    }

    const placed = points.map(
      ([seconds, mbps]) => `${((offset + seconds) * scaleX).toFixed(1)} ${(height - 2 - (mbps / highest) * (height - 6)).toFixed(1)}`,
    );
    const line = `M${placed.join('L')}`;
    const [left, right] = [points[0]![0], points.at(-1)![0]].map((seconds) => ((offset + seconds) * scaleX).toFixed(1));
    this.#paths[direction].line.setAttribute('d', line);
    this.#paths[direction].area.setAttribute('d', `${line}L${right} ${height}L${left} ${height}Z`);
  }
}

import { draw } from './dom.ts';

const centre = 160;
const radius = 136;
const start = 150;
const sweep = 240;
const top = 1000;
const marks = [1, 5, 10, 50, 100, 500, 1000];

/** Where a speed stands on the arc, 0 to 1: logarithmic, because 4 and 8 Mbit/s differ more to a person than 804 and 808. */
export const place = (mbps: number): number => Math.min(1, Math.log1p(Math.max(0, mbps)) / Math.log1p(top));

/** The arc around the button and the live figure. Decoration: what it shows is said in words beside it. */
export class Gauge {
  readonly element: SVGSVGElement;
  readonly #value: SVGPathElement;
  readonly #needle: SVGCircleElement;

  constructor() {
    this.#value = draw('path', { class: 'gauge-value', d: arc(), pathLength: 1, 'stroke-dasharray': '0 2' });
    this.#needle = draw('circle', { class: 'gauge-needle', r: 9, ...at(0, radius) });
    this.element = draw(
      'svg',
      { class: 'gauge', viewBox: '0 0 320 264', 'aria-hidden': 'true' },
      draw('path', { class: 'gauge-track', d: arc() }),
      this.#value,
      ...marks.map((mark) => label(mark)),
      this.#needle,
    );
  }

  show(mbps: number): void {
    const share = place(mbps);
    this.#value.setAttribute('stroke-dasharray', `${share.toFixed(4)} 2`);
    const { cx, cy } = at(share, radius);
    this.#needle.setAttribute('cx', String(cx));
    this.#needle.setAttribute('cy', String(cy));
  }
}

function at(share: number, distance: number): { cx: number; cy: number } {
  const angle = ((start + sweep * share) * Math.PI) / 180;
  return {
    cx: Math.round((centre + distance * Math.cos(angle)) * 10) / 10,
    cy: Math.round((centre + distance * Math.sin(angle)) * 10) / 10,
  };
}

function arc(): string {
  const from = at(0, radius);
  const to = at(1, radius);
  return `M${from.cx} ${from.cy}A${radius} ${radius} 0 1 1 ${to.cx} ${to.cy}`;
}

function label(mbps: number): SVGTextElement {
  const { cx, cy } = at(place(mbps), radius - 24);
  const text = draw('text', { class: 'gauge-mark', x: cx, y: cy + 4, 'text-anchor': 'middle' });
  text.textContent = String(mbps);
  return text;
}

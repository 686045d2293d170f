import type { FromWorker } from '../engine/messages.ts';
import { plan } from '../engine/plan.ts';
import type { Direction, RunPhase } from '../engine/wire.ts';
import { make } from './dom.ts';
import { Gauge } from './gauge.ts';
import type { Texts } from './texts.ts';
import { Trace } from './trace.ts';

const calmMs = 500;

/** During the run: the gauge with the live figure, the curve, what is known so far, and the button that stops it. */
export class RunView {
  readonly element: HTMLElement;
  readonly #texts: Texts;
  readonly #gauge = new Gauge();
  readonly #trace = new Trace();
  readonly #figure: HTMLElement;
  readonly #unit: HTMLElement;
  readonly #phase: HTMLElement;
  readonly #server: HTMLElement;
  readonly #used: HTMLElement;
  readonly #cells: Record<'latency' | Direction, HTMLElement>;
  readonly #stop: HTMLButtonElement;
  readonly #calm = matchMedia('(prefers-reduced-motion: reduce)');
  #bytes = { down: 0, up: 0 };
  #lastShown = 0;

  constructor(texts: Texts, stop: () => void) {
    this.#texts = texts;
    this.#figure = make('span', { class: 'speed-figure' }, '–');
    this.#unit = make('span', { class: 'speed-unit' }, texts.get('mbps'));
    this.#phase = make('p', { class: 'speed-phase', role: 'status', 'aria-live': 'polite' });
    this.#server = make('p', { class: 'speed-note' }, '\u00a0');
    this.#used = make('p', { class: 'speed-note speed-used', 'aria-hidden': 'true' }, '\u00a0');
    const value = (): HTMLElement => make('dd', {}, '–');
    this.#cells = { latency: value(), down: value(), up: value() };
    this.#stop = make('button', { type: 'button', class: 'speed-stop', onclick: stop }, texts.get('stop'));
    this.element = make(
      'div',
      { class: 'speed-run' },
      make(
        'div',
        { class: 'speed-dial' },
        this.#gauge.element,
        make('p', { class: 'speed-live', 'aria-hidden': 'true' }, this.#figure, this.#unit),
      ),
      this.#phase,
      this.#server,
      this.#trace.element,
      make(
        'dl',
        { class: 'speed-cells' },
        make('div', {}, make('dt', {}, texts.get('latency')), this.#cells.latency),
        make('div', { class: 'is-down' }, make('dt', {}, texts.get('download')), this.#cells.down),
        make('div', { class: 'is-up' }, make('dt', {}, texts.get('upload')), this.#cells.up),
      ),
      this.#stop,
      this.#used,
    );
  }

  focus(): void {
    this.#stop.focus({ preventScroll: true });
  }

  show(message: FromWorker): void {
    switch (message.kind) {
      case 'phase':
        this.enter(message.phase);
        break;
      case 'server':
        this.#server.textContent = this.#texts.get('at', { point: message.server.name });
        break;
      case 'latency':
        this.#cells.latency.replaceChildren(this.#texts.millis(message.idleMs), make('small', {}, this.#texts.get('ms')));
        break;
      case 'progress':
        this.#progress(message.direction, message.mbps, message.seconds, message.bytes);
        break;
      case 'figure':
        this.#cells[message.direction].replaceChildren(this.#texts.speed(message.mbps), make('small', {}, this.#texts.get('mbps')));
        break;
    }
  }

  /** The phase that is shown. */
  get phase(): RunPhase {
    return (this.element.dataset.phase ?? 'choose') as RunPhase;
  }

  enter(phase: RunPhase): void {
    this.element.dataset.phase = phase;
    this.#phase.textContent = this.#texts.get(`phase.${phase}`);
    this.#figure.textContent = '–';
    this.#gauge.show(0);
  }

  #progress(direction: Direction, mbps: number, seconds: number, bytes: number): void {
    this.#trace.add(direction, seconds, mbps);
    this.#bytes[direction] = bytes;
    const now = performance.now();
    if (this.#calm.matches && now - this.#lastShown < calmMs) {
      return;
    }

    this.#lastShown = now;
    this.#gauge.show(mbps);
    this.#figure.textContent = this.#texts.speed(mbps);
    const used = (this.#bytes.down + this.#bytes.up) * plan.payloadToIp;
    this.#used.textContent = `${this.#texts.get('used')}: ${this.#texts.megabytes(used)} ${this.#texts.get('megabytes')}`;
  }
}

import type { ByteSeries } from './byteSeries.ts';
import { mistrustsMoments, type StopRuleOptions, stepMicros, windowMicros } from './stopRuleOptions.ts';

const fewest = 10;
const agreeing = 8;
const spread = 0.025;
const halvesSpread = 0.01;
const probingTrips = 8; // a cycle of BBR's probing for bandwidth (Cardwell et al. 2016)

/** The fast path of the stop rule: samples that agree, and still do a moment later, are the rate of a line that stands still (spec/method.md, "Stop"). */
export class FastPath {
  /** Whether segments are lost: a sender that has fallen back takes a whole cycle of its probing to find the line again, and is steady until then. */
  losesSegments = false;
  readonly #options: StopRuleOptions;
  readonly #samples: number[] = [];
  #samplesFrom = 0; // older samples belong to fewer streams
  #heldAt: number | null = null;
  #heldFrom = 0;
  #hasStopped = false;

  constructor(options: StopRuleOptions) {
    this.#options = options;
  }

  /** Time between two holds. */
  get confirmAfterMicros(): number {
    const { confirmAfterMicros, rttMicros } = this.#options;
    return this.losesSegments ? Math.max(confirmAfterMicros, probingTrips * rttMicros) : confirmAfterMicros;
  }

  /** When it held last; null while it does not. */
  get heldAt(): number | null {
    return this.#heldAt;
  }

  /** The begin of the span in which it first held. */
  get heldFrom(): number {
    return this.#heldFrom;
  }

  /** Whether it has held for as long as it has to. */
  get hasStopped(): boolean {
    return this.#hasStopped;
  }

  /** Forgets what was seen: the line carries more streams now. */
  startAnew(): void {
    this.#heldAt = null;
    this.#samplesFrom = this.#samples.length;
  }

  /** Takes the samples that the curve now allows; whether they are enough. */
  holds(series: ByteSeries): boolean {
    if (!this.#options.useFastPath || mistrustsMoments(this.#options)) {
      return false;
    }

    const window = windowMicros(this.#options);
    const step = stepMicros(this.#options);
    while (window + this.#samples.length * step <= series.endMicros && !this.#hasStopped) {
      const at = window + this.#samples.length * step;
      this.#samples.push(series.bitsPerSecond(at - window, at));
      this.#look(series, at - (fewest - 1) * step - window, at);
    }

    return this.#hasStopped;
  }

  #look(series: ByteSeries, from: number, at: number): void {
    const due = this.#heldAt !== null && at - this.#heldAt >= this.confirmAfterMicros;
    if (this.#heldAt !== null && !due) {
      return;
    }

    if (!this.#agree(series, from, at)) {
      this.#heldAt = null;
      return;
    }

    this.#heldFrom = due ? this.#heldFrom : from;
    this.#heldAt = at;
    this.#hasStopped = due || !this.#options.confirmFastPath;
  }

  #agree(series: ByteSeries, from: number, at: number): boolean {
    if (this.#samples.length - this.#samplesFrom < fewest) {
      return false;
    }

    const sorted = this.#samples.slice(-fewest).sort((a, b) => a - b);
    const neighbours = sorted.slice(agreeing - 1).map((highest, i) => ({ lowest: sorted[i]!, highest }));
    if (!neighbours.some(({ lowest, highest }) => highest > 0 && (highest - lowest) / highest < spread)) {
      return false;
    }

    const middle = from + Math.trunc((at - from) / 2);
    const early = series.bitsPerSecond(from, middle);
    const late = series.bitsPerSecond(middle, at);
    return Math.abs(late - early) <= halvesSpread * Math.max(early, late);
  }
}

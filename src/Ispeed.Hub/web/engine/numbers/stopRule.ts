import type { StopReason } from '../wire.ts';
import { blockInterval } from './blockInterval.ts';
import { ByteSeries } from './byteSeries.ts';
import { blocksOf, type Estimate, estimate } from './estimate.ts';
import { blockMicros, plateauMicros, type StopRuleOptions, stepMicros, windowMicros } from './stopRuleOptions.ts';

const fastSamples = 10;
const fastAgreeing = 8;
const fastSpread = 0.08;
const halvesSpread = 0.05;
const plateauGrowth = 0.1;
const fewestBlocks = 6;

/**
 * Decides, from the receiver's byte curve alone, when one direction is known well enough (spec/method.md, "Warm-up" and "Stop").
 * Deterministic: the same points give the same decision as Numbers/StopRule.cs, which spec/vectors holds.
 */
export class StopRule {
  readonly series = new ByteSeries();
  readonly #options: StopRuleOptions;
  readonly #samples: number[] = [];
  #plateauBefore = -1;
  #plateauWindows = 0;
  #quietWindows = 0;
  #warmUpEnd: number | null = null;
  #heldAt: number | null = null;
  #heldFrom = 0;

  constructor(options: StopRuleOptions) {
    this.#options = options;
  }

  /** t0, null while warming up. */
  get warmUpEndMicros(): number | null {
    return this.#warmUpEnd;
  }

  /** The sender says that its congestion control left slow start at this time of the receiver's clock. */
  senderLeftStartUp(atMicros: number): void {
    this.#warmUpEnd ??= Math.max(0, atMicros);
  }

  /** Adds a point of the curve; null as long as the load shall go on. */
  add(atMicros: number, totalBytes: number): StopReason | null {
    if (!this.series.tryAdd(atMicros, totalBytes)) {
      return null;
    }

    this.#endWarmUpOnPlateau();
    const fast = this.#fastPathHolds();
    if (this.#warmUpEnd === null && atMicros >= this.#options.longestWarmUpMicros) {
      this.#warmUpEnd = this.#options.longestWarmUpMicros;
    }

    if (fast) {
      return 'stable';
    }

    if (this.#budgetIsSpent()) {
      return 'budget';
    }

    return this.#warmUpEnd === null ? null : this.#afterWarmUp(this.#warmUpEnd);
  }

  /** The figure for the curve so far, whatever ended it. */
  figure(): Estimate {
    const end = this.series.endMicros;
    const known = this.#warmUpEnd;

    // A span in which the fast path holds is past slow start, also where t0 was noticed later; where nothing is known the later half counts.
    const later = known !== null && known < end ? known : Math.trunc(end / 2);
    const from = this.#heldAt === null ? later : Math.min(known ?? this.#heldFrom, this.#heldFrom);
    return estimate(this.series, from, end, this.#options);
  }

  #endWarmUpOnPlateau(): void {
    const window = plateauMicros(this.#options);
    while (this.#warmUpEnd === null && (this.#plateauWindows + 1) * window <= this.series.endMicros) {
      const rate = this.series.bitsPerSecond(this.#plateauWindows * window, (this.#plateauWindows + 1) * window);
      const quiet = this.#plateauBefore > 0 && rate < this.#plateauBefore * (1 + plateauGrowth);
      this.#quietWindows = quiet ? this.#quietWindows + 1 : 0;
      this.#plateauBefore = rate;
      this.#plateauWindows++;
      if (this.#quietWindows === 2) {
        this.#warmUpEnd = (this.#plateauWindows - 2) * window;
      }
    }
  }

  #fastPathHolds(): boolean {
    if (!this.#options.useFastPath) {
      return false;
    }

    const window = windowMicros(this.#options);
    const step = stepMicros(this.#options);
    let stop = false;
    while (window + this.#samples.length * step <= this.series.endMicros && !stop) {
      const at = window + this.#samples.length * step;
      this.#samples.push(this.series.bitsPerSecond(at - window, at));
      stop = this.#fastPathHoldsAt(at, window, step);
    }

    return stop;
  }

  #fastPathHoldsAt(at: number, window: number, step: number): boolean {
    const due = this.#heldAt !== null && at - this.#heldAt >= this.#options.confirmAfterMicros;
    if (this.#heldAt !== null && !due) {
      return false;
    }

    const from = at - (fastSamples - 1) * step - window;
    if (!this.#lastSamplesAgree(from, at)) {
      this.#heldAt = null;
      return false;
    }

    const stop = due || !this.#options.confirmFastPath;
    this.#heldFrom = due ? this.#heldFrom : from;
    this.#heldAt = at;
    return stop;
  }

  #lastSamplesAgree(from: number, at: number): boolean {
    if (this.#samples.length < fastSamples) {
      return false;
    }

    const sorted = this.#samples.slice(-fastSamples).sort((a, b) => a - b);
    let agree = false;
    for (let i = 0; i + fastAgreeing <= fastSamples; i++) {
      const highest = sorted[i + fastAgreeing - 1]!;
      agree ||= highest > 0 && (highest - sorted[i]!) / highest < fastSpread;
    }

    if (!agree) {
      return false;
    }

    const middle = from + Math.trunc((at - from) / 2);
    const early = this.series.bitsPerSecond(from, middle);
    const late = this.series.bitsPerSecond(middle, at);
    return Math.abs(late - early) <= halvesSpread * Math.max(early, late);
  }

  #budgetIsSpent(): boolean {
    const end = this.series.endMicros;
    const rate = this.series.bitsPerSecond(Math.max(0, end - windowMicros(this.#options)), end);
    const tail = (rate / 8e6) * this.#options.rttMicros + this.#options.tailBytes;
    return this.series.totalBytes + tail >= this.#options.budgetBytes;
  }

  #afterWarmUp(from: number): StopReason | null {
    const end = this.series.endMicros;
    const block = blockMicros(this.#options);
    if (Math.trunc((end - from) / block) >= fewestBlocks) {
      const interval = blockInterval(blocksOf(this.series, from, end, block));
      if (interval.mean > 0 && interval.halfWidth <= this.#options.intervalTarget * interval.mean) {
        return 'interval';
      }
    }

    return end - from >= this.#options.longestMicros ? 'time' : null;
  }
}

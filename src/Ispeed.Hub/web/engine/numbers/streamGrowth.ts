import type { StopRule } from './stopRule.ts';
import { plateauMicros, windowMicros } from './stopRuleOptions.ts';

const gain = 0.1;
const slowestBitsPerSecond = 2e6; // below, two streams are never what bounds, and more only fight for the queue
const latestMicros = 3_000_000; // streams in reserve are not held for longer
const failuresOfLossy = 2; // where segments are lost the rate is too restless to believe one

/** BBR fills a line with two streams, unless the receive windows are too small for its delay; those of phones end between 1 and 4 MB. */
export const smallWindowBytes = 1e6;

/**
 * Decides when a load gets one more stream: the line is only known to be full when more streams bring no more (spec/method.md, "Streams").
 * One congestion-controlled stream is held back by random loss (Mathis et al. 1997), by a receive window, or by a policer per flow; the sum over several is not.
 */
export class StreamGrowth {
  readonly #rule: StopRule;
  readonly #most: number;
  readonly #fewestUnderWay: number;
  #streams: number;
  #tried: number | null = null;
  #before = 0;
  #failures = 0;
  #done = false;

  /** `fewestUnderWay`: payload bytes that a stream must have under way before one more is worth it; 0 for always. */
  constructor(rule: StopRule, { streams, most, fewestUnderWay }: { streams: number; most: number; fewestUnderWay: number }) {
    this.#rule = rule;
    this.#streams = streams;
    this.#most = most;
    this.#fewestUnderWay = fewestUnderWay;
  }

  /** Streams that carry the load now. */
  get streams(): number {
    return this.#streams;
  }

  /** Whether one more stream shall start now; asked after each point of the curve. When the last one helped, the rule's warm-up starts anew there. */
  grows(): boolean {
    const { series, options, isConfirming, warmUpEndMicros, losesSegments } = this.#rule;
    const end = series.endMicros;
    const window = plateauMicros(options);
    if (this.#done || end < window) {
      return false;
    }

    const rate = series.bitsPerSecond(end - window, end);
    if (this.#tried === null) {
      return (isConfirming || warmUpEndMicros !== null) && this.#mayStart(rate) && this.#try(rate);
    }

    // A new stream needs two round trips to show: one to be heard of, one for its slow start.
    if (end - this.#tried < window + 2 * options.rttMicros) {
      return false;
    }

    // What the last one brought counts also where no other may start.
    const helped = rate >= this.#before * (1 + gain);
    this.#failures = helped ? 0 : this.#failures + 1;
    if (helped) {
      this.#rule.warmUpStartsAnew(end - window);
    }

    this.#done = this.#failures >= (losesSegments ? failuresOfLossy : 1) || !this.#mayStart(rate);
    return !this.#done && this.#try(rate);
  }

  #mayStart(rate: number): boolean {
    const { series, options } = this.#rule;
    const end = series.endMicros;
    const recent = series.bitsPerSecond(Math.max(0, end - windowMicros(options)), end);
    const underWay = ((recent / 8e6) * options.rttMicros) / this.#streams;
    return this.#streams < this.#most && end <= latestMicros && rate >= slowestBitsPerSecond && underWay >= this.#fewestUnderWay;
  }

  #try(rate: number): true {
    this.#tried = this.#rule.series.endMicros;
    this.#before = rate;
    this.#streams++;
    return true;
  }
}

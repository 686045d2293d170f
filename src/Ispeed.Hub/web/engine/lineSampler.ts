import { slotsOf } from './numbers/estimate.ts';
import type { StopRule } from './numbers/stopRule.ts';
import { burstMicros, slotMicros } from './numbers/stopRuleOptions.ts';
import type { StopReason } from './wire.ts';

const quietMicros = 40_000;
const shortestSpanMicros = 20_000;
const room = 1.25; // a line that has become faster shall still be full at the end of a sample
const smallestSample = 32_768;

/** What a look at the curve leads to: payload bytes that shall be sent now, 0 for none, and why the sampling ends, if it does. */
export interface Sampling {
  readonly send: number;
  readonly reason: StopReason | null;
}

/** Measures a line that moves by filling it for a moment now and then: says when to send how much, and which spans of the curve count (spec/method.md, "Sampling"). */
export class LineSampler {
  readonly #rule: StopRule;
  readonly #beganAt: number;
  #bitsPerSecond: number;
  #lastBytes = 0;
  #lastGainAt: number;
  #slotAt: number | null = null; // not known while the flood's tail still comes
  #baseBytes = 0;
  #asked = 0;
  #firstAt: number | null = null;
  #isFilling = false;

  /** The flood ends now. */
  constructor(rule: StopRule) {
    rule.beginSampling();
    this.#rule = rule;
    this.#beganAt = rule.series.endMicros;
    this.#lastGainAt = this.#beganAt;
    this.#bitsPerSecond = Math.max(...slotsOf(rule.series, rule.spans(), rule.options));
  }

  /** To be called after each point of the curve. */
  look(): Sampling {
    const { endMicros: now, totalBytes: total } = this.#rule.series;
    if (total > this.#lastBytes) {
      this.#lastBytes = total;
      this.#lastGainAt = now;
    }

    if (this.#slotAt === null && this.#isTailOver(now)) {
      this.#slotAt = now;
    }

    if (this.#isFilling) {
      return { send: 0, reason: this.#fill(now, total) };
    }

    return this.#slotAt !== null && now >= this.#slotAt ? this.#ask(now, total) : { send: 0, reason: null };
  }

  #isTailOver(now: number): boolean {
    const { options } = this.#rule;
    const isQuiet = now - this.#lastGainAt >= Math.max(quietMicros, options.rttMicros / 2);
    return (isQuiet && now - this.#beganAt >= options.rttMicros) || now - this.#beganAt >= 2 * slotMicros(options);
  }

  #ask(now: number, total: number): Sampling {
    const { options } = this.#rule;
    this.#slotAt = now + slotMicros(options);
    this.#isFilling = true;
    this.#firstAt = null;
    const underWay = this.#asked - (total - this.#baseBytes);
    this.#baseBytes = total;
    if (underWay > smallestSample) {
      // The line has become so slow that it still carries the last sample: the next one is in it.
      this.#asked = underWay;
      return { send: 0, reason: null };
    }

    const wanted = Math.max(smallestSample, Math.trunc((this.#bitsPerSecond / 8e6) * burstMicros(options) * room));
    const left = options.budgetBytes - total - options.tailBytes;
    this.#asked = Math.min(wanted, left);
    return left < wanted / 2 ? { send: 0, reason: 'budget' } : { send: this.#asked, reason: null };
  }

  #fill(now: number, total: number): StopReason | null {
    if (this.#firstAt === null) {
      this.#firstAt = total > this.#baseBytes ? now : null;
      if (this.#firstAt === null && this.#slotAt !== null && now >= this.#slotAt) {
        // Nothing came for a whole slot: what was under way is lost, and is asked for anew.
        this.#isFilling = false;
        this.#asked = 0;
      }

      return null;
    }

    const burst = burstMicros(this.#rule.options);
    const isWhole = total - this.#baseBytes >= this.#asked;
    if (!isWhole && now - this.#firstAt < burst) {
      return null;
    }

    // From the first point that saw bytes to the last: how they spread in time is the line's doing, when they were asked for is not.
    const span = { fromMicros: this.#firstAt, toMicros: Math.min(isWhole ? this.#lastGainAt : now, this.#firstAt + burst) };
    this.#isFilling = false;
    if (span.toMicros - span.fromMicros < shortestSpanMicros) {
      this.#bitsPerSecond *= 2; // it came at once: the next sample is larger
      return null;
    }

    this.#bitsPerSecond = Math.max(this.#bitsPerSecond * 0.9, this.#rule.series.bitsPerSecond(span.fromMicros, span.toMicros));
    return this.#rule.addSpan(span);
  }
}

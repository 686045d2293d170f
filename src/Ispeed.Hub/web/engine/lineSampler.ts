import { slotsOf } from './numbers/estimate.ts';
import type { StopRule } from './numbers/stopRule.ts';
import { downBurstMicros, downSlotMicros, upBurstMicros, upSlotMicros } from './numbers/stopRuleOptions.ts';
import type { Direction, StopReason } from './wire.ts';

const quietMicros = 40_000;
const shortestSpanMicros = 20_000;
const longestSlotMicros = 1_500_000; // a line that says nothing for longer cannot be told from one that is gone
const segment = 1448; // Nagle keeps the last one back until all others are acknowledged
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
  readonly #isUpload: boolean;
  readonly #slot: number;
  readonly #burst: number;
  readonly #beganAt: number;
  #bitsPerSecond: number;
  #lastBytes = 0;
  #lastGainAt: number;
  #slotAt: number | null = null; // not known while the flood's tail still comes
  #baseBytes = 0;
  #asked = 0;
  #firstAt: number | null = null;
  #busyAt = 0;
  #isFilling = false;

  /** The flood ends now. */
  constructor(rule: StopRule, direction: Direction) {
    rule.beginSampling();
    this.#rule = rule;
    this.#isUpload = direction === 'up';
    this.#slot = (this.#isUpload ? upSlotMicros : downSlotMicros)(rule.options);
    this.#burst = (this.#isUpload ? upBurstMicros : downBurstMicros)(rule.options);
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
    return (isQuiet && now - this.#beganAt >= options.rttMicros) || now - this.#beganAt >= 2 * this.#slot;
  }

  #ask(now: number, total: number): Sampling {
    const { options } = this.#rule;
    this.#slotAt = now + this.#slot;
    this.#isFilling = true;
    this.#firstAt = null;
    const underWay = this.#asked - (total - this.#baseBytes);
    this.#baseBytes = total;
    if (underWay > smallestSample) {
      // The line has become so slow that it still carries the last sample: the next one is in it.
      this.#asked = underWay;
      return { send: 0, reason: null };
    }

    const wanted = Math.max(smallestSample, Math.trunc((this.#bitsPerSecond / 8e6) * this.#burst * room));
    const half = Math.trunc(wanted / 2);
    const left = options.budgetBytes - total - options.tailBytes;
    if (left < half) {
      return { send: 0, reason: 'budget' };
    }

    // What is left of the budget is spread over what is left of the ten seconds: first the samples become shorter, down to half, then fewer.
    const remaining = Math.max(this.#slot, options.longestSamplingMicros - now);
    this.#asked = Math.min(Math.max(half, Math.min(wanted, Math.trunc((left * this.#slot) / remaining))), left);
    if (!this.#isUpload) {
      const spread = Math.trunc((remaining * this.#asked) / left);
      this.#slotAt = now + Math.max(this.#slot, Math.min(spread, longestSlotMicros));
    }

    return { send: this.#asked, reason: null };
  }

  #fill(now: number, total: number): StopReason | null {
    if (this.#firstAt === null) {
      this.#firstAt = total > this.#baseBytes ? now : null;
      this.#busyAt = now;
      if (this.#firstAt === null && this.#slotAt !== null && now >= this.#slotAt) {
        // Nothing came for a whole slot: what was under way is lost, and is asked for anew.
        this.#isFilling = false;
        this.#asked = 0;
      }

      return null;
    }

    const isWhole = total - this.#baseBytes >= this.#asked - segment;
    if (!isWhole && now - this.#firstAt < this.#burst) {
      this.#busyAt = now;
      return null;
    }

    // From the first point that saw bytes to the last one before which and after which some came: in between the line was busy all the time.
    const span = { fromMicros: this.#firstAt, toMicros: isWhole ? this.#busyAt : this.#firstAt + this.#burst };
    this.#isFilling = false;
    if (span.toMicros - span.fromMicros < shortestSpanMicros) {
      this.#bitsPerSecond *= 2; // it came at once: the next sample is larger
      return null;
    }

    const rate = this.#rule.series.bitsPerSecond(span.fromMicros, span.toMicros);
    this.#bitsPerSecond = Math.max(this.#bitsPerSecond * 0.9, rate);
    return this.#rule.addSpan(span);
  }
}

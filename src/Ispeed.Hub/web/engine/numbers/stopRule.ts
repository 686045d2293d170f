import type { CountedSpan, StopReason } from '../wire.ts';
import { blockInterval } from './blockInterval.ts';
import { ByteSeries } from './byteSeries.ts';
import { blocksOf, type Estimate, estimate, slotsOf } from './estimate.ts';
import { FastPath } from './fastPath.ts';
import { blockMicros, mistrustsMoments, plateauMicros, type StopRuleOptions, windowMicros } from './stopRuleOptions.ts';

const plateauGrowth = 0.1;
const fewestBlocks = 8;
const fewestSlots = 8;
const shortestRateMicros = 20_000;
const earliestSamplingMicros = 400_000;
const earliestSamplingTrips = 8;
const budgetParts = 2; // one is for the flood
const restlessBudgetParts = 3;
const slowestSampledBitsPerSecond = 2e6; // below, a sample is a few packets, and ten seconds cost less than one of a fast line

/**
 * Decides, from the receiver's byte curve alone, when one direction is known well enough (spec/method.md, "Warm-up" and "Stop").
 * Deterministic: the same points give the same decision as Numbers/StopRule.cs, which spec/vectors holds.
 */
export class StopRule {
  readonly series = new ByteSeries();
  readonly options: StopRuleOptions;
  /** Whether segments are lost on the way: delivery in order then looks like movement, so the line is not sampled but watched. */
  get losesSegments(): boolean {
    return this.#fast.losesSegments;
  }

  set losesSegments(value: boolean) {
    this.#fast.losesSegments = value;
  }

  /** Time after which a fast path that holds may stop. */
  get confirmAfterMicros(): number {
    return this.#fast.confirmAfterMicros;
  }

  readonly #fast: FastPath;
  readonly #sampled: CountedSpan[] = [];
  #plateauBefore = -1;
  #plateauWindows = 0;
  #quietWindows = 0;
  #warmUpEnd: number | null = null;
  #spreadAt: number | null = null;
  #shallSample = false;

  constructor(options: StopRuleOptions) {
    this.options = options;
    this.#fast = new FastPath(options);
  }

  /** t0, null while warming up. */
  get warmUpEndMicros(): number | null {
    return this.#warmUpEnd;
  }

  /** Whether the fast path holds and waits to hold again. */
  get isConfirming(): boolean {
    return this.#fast.heldAt !== null;
  }

  /** Whether the line moves, so that it shall be sampled from now on: the caller ends the flood and measures spans. */
  get shallSample(): boolean {
    return this.#shallSample;
  }

  /** The sender says that its congestion control left slow start at this time of the receiver's clock. */
  senderLeftStartUp(atMicros: number): void {
    this.#warmUpEnd ??= Math.max(0, atMicros);
  }

  /** What came before this time is no longer counted: a stream more has raised the rate. */
  warmUpStartsAnew(atMicros: number): void {
    this.#warmUpEnd = atMicros;
    this.#fast.startAnew();
  }

  /** The flood ends here; from now on only spans count. */
  beginSampling(): void {
    this.#spreadAt = this.series.endMicros;
    this.#shallSample = false;
  }

  /** Adds a span of the sampled line; null as long as more shall follow. */
  addSpan(span: CountedSpan): StopReason | null {
    this.#sampled.push(span);
    const spans = this.spans();
    const slots = slotsOf(this.series, spans, this.options).length;
    const known =
      slots >= fewestSlots && isKnown(estimate(this.series, spans, Number.POSITIVE_INFINITY, this.options), this.options.sampledTarget);
    return known ? 'interval' : null;
  }

  /** Adds a point of the curve; null as long as the load shall go on. */
  add(atMicros: number, totalBytes: number): StopReason | null {
    if (!this.series.tryAdd(atMicros, totalBytes)) {
      return null;
    }

    if (this.#spreadAt !== null) {
      return this.#budgetIsSpent() ? 'budget' : atMicros >= this.options.longestSamplingMicros ? 'time' : null;
    }

    this.#endWarmUpOnPlateau();
    const holds = this.#fast.holds(this.series);
    if (this.#warmUpEnd === null && atMicros >= this.options.longestWarmUpMicros) {
      this.#warmUpEnd = this.options.longestWarmUpMicros;
    }

    if (holds) {
      return 'stable';
    }

    if (this.#budgetIsSpent()) {
      return 'budget';
    }

    this.#sampleBeforeTheBudgetEnds();
    return this.#warmUpEnd === null || this.#shallSample ? null : this.#afterWarmUp(this.#warmUpEnd);
  }

  /** What counts in the figure of the curve so far, whatever ended it. */
  spans(): CountedSpan[] {
    const end = this.#spreadAt ?? this.series.endMicros;
    return [{ fromMicros: this.#countsFrom(end), toMicros: end }, ...this.#sampled];
  }

  /** Points of the curve within what counts. */
  points(): number {
    return this.spans().reduce((sum, { fromMicros, toMicros }) => sum + this.series.pointsWithin(fromMicros, toMicros), 0);
  }

  /** The figure of the curve so far, whatever ended it. */
  figure(): Estimate {
    return estimate(this.series, this.spans(), this.points(), this.options);
  }

  /** A span in which the fast path holds is past slow start, also where t0 was noticed later; where nothing is known the later half counts. */
  #countsFrom(end: number): number {
    const known = this.#warmUpEnd;
    if (this.#fast.hasStopped) {
      return this.#fast.heldFrom;
    }

    if (known !== null && known < end) {
      return known;
    }

    return this.#fast.heldAt === null ? Math.trunc(end / 2) : this.#fast.heldFrom;
  }

  #endWarmUpOnPlateau(): void {
    const window = plateauMicros(this.options);
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

  #budgetIsSpent(): boolean {
    const end = this.series.endMicros;
    const from = Math.max(0, end - windowMicros(this.options));
    // A first report may show tens of kilobytes after some microseconds: over so short a time nothing is a rate.
    const bytesPerMicro = (this.series.totalBytes - this.series.at(from)) / Math.max(end - from, shortestRateMicros);
    const tail = bytesPerMicro * this.options.rttMicros + this.options.tailBytes;
    return this.series.totalBytes + tail >= this.options.budgetBytes;
  }

  /** A fast line that has not been seen to stand still when half of the budget is spent: the other half sees more of it in samples. */
  #sampleBeforeTheBudgetEnds(): void {
    const end = this.series.endMicros;
    const { isRestless, rttMicros, budgetBytes } = this.options;
    const earliest = Math.trunc(Math.max(earliestSamplingMicros, earliestSamplingTrips * rttMicros) / (isRestless ? 2 : 1));
    const isSpent = this.series.totalBytes >= Math.trunc(budgetBytes / (isRestless ? restlessBudgetParts : budgetParts));
    const from = this.#warmUpEnd ?? end - windowMicros(this.options);
    if (!this.isConfirming && isSpent && end >= earliest && this.#isSampled(from)) {
      this.#warmUpEnd = from;
      this.#shallSample = true;
    }
  }

  #isSampled(fromMicros: number): boolean {
    return this.options.useSampling && !this.losesSegments && !this.#isSlow(fromMicros);
  }

  #isSlow(fromMicros: number): boolean {
    return this.series.bitsPerSecond(fromMicros, this.series.endMicros) < slowestSampledBitsPerSecond;
  }

  #afterWarmUp(from: number): StopReason | null {
    const end = this.series.endMicros;
    const block = blockMicros(this.options);
    if (Math.trunc((end - from) / block) >= fewestBlocks && !this.isConfirming) {
      // What drifts in delivery in order is not the line's.
      const known = this.losesSegments ? this.#areKnown(blocksOf(this.series, from, end, block)) : this.#isKnown(from, end);
      if (known) {
        return 'interval';
      }

      const { isRestless, sampleAfterMicros, restlessSampleAfterMicros } = this.options;
      if (end - from >= (isRestless ? restlessSampleAfterMicros : sampleAfterMicros) && this.#isSampled(from)) {
        this.#shallSample = true;
        return null;
      }
    }

    const { longestMicros, longestLossyMicros, longestSamplingMicros, useSampling } = this.options;
    if (useSampling && this.#isSlow(from)) {
      return end >= longestSamplingMicros ? 'time' : null;
    }

    return end - from >= (this.losesSegments ? Math.min(longestLossyMicros, longestMicros) : longestMicros) ? 'time' : null;
  }

  #isKnown(fromMicros: number, toMicros: number): boolean {
    if (mistrustsMoments(this.options)) {
      return false;
    }

    const points = this.series.pointsWithin(fromMicros, toMicros);
    return isKnown(estimate(this.series, [{ fromMicros, toMicros }], points, this.options), this.options.intervalTarget);
  }

  #areKnown(rates: readonly number[]): boolean {
    const { mean, halfWidth } = blockInterval(rates);
    return mean > 0 && halfWidth <= this.options.intervalTarget * mean;
  }
}

const isKnown = ({ bitsPerSecond, high }: Estimate, target: number): boolean =>
  bitsPerSecond > 0 && high - bitsPerSecond <= target * bitsPerSecond;

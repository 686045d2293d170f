import type { CountedSpan } from '../wire.ts';
import { blockInterval } from './blockInterval.ts';
import type { ByteSeries } from './byteSeries.ts';
import { blockMicros, downSlotMicros, type StopRuleOptions } from './stopRuleOptions.ts';
import { within95 } from './studentT.ts';

/** The figure of a load in payload bits per second, with the 95 % interval of what ten seconds of this line would have given. */
export interface Estimate {
  readonly bitsPerSecond: number;
  readonly low: number;
  readonly high: number;
}

const fewestBlocks = 6;
const quarters = 4;
const beyondFactor = 1.5;
const longMicros = 10_000_000; // what a figure stands for: ten seconds of the line

/** The figure of a curve on the spans that count: bytes over time of one, the mean of the slots of many. `points` were really seen within. */
export function estimate(series: ByteSeries, spans: readonly CountedSpan[], points: number, options: StopRuleOptions): Estimate {
  if (spans.length === 1) {
    return ofOne(series, spans[0]!, points, options);
  }

  const slots = slotsOf(series, spans, options);
  const observed = spans.at(-1)!.toMicros - spans[0]!.fromMicros;
  return withHalf(meanOf(slots), sampledHalf(slots, Math.max(0, 1 - observed / longMicros)), points, options);
}

/**
 * Samples at equal distances follow whatever moves slowly, so that only what differs from one to the next is by chance (successive differences, Wolter 2007, 8.2).
 * Of the ten seconds that were not observed nothing is known but how far the slots lie apart.
 */
function sampledHalf(slots: readonly number[], unobserved: number): number {
  const n = slots.length;
  const mean = meanOf(slots);
  const variance = sumOf(slots.map((slot) => (slot - mean) ** 2)) / (n - 1);
  const steps = sumOf(slots.slice(1).map((slot, i) => (slot - slots[i]!) ** 2)) / (2 * (n - 1));
  return within95(n - 1) * Math.sqrt(steps / n + (beyondFactor * unobserved) ** 2 * variance);
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const meanOf = (values: readonly number[]): number => sumOf(values) / values.length;

/** The rates that a sampled line's figure is the mean of: the first span stands for its own length, each later one for a slot. */
export function slotsOf(series: ByteSeries, spans: readonly CountedSpan[], options: StopRuleOptions): number[] {
  const [first, ...samples] = spans as [CountedSpan, ...CountedSpan[]];
  const length = first.toMicros - first.fromMicros;
  const between = samples.length > 1 ? samples.at(-1)!.fromMicros - samples[0]!.fromMicros : downSlotMicros(options);
  const slot = Math.trunc(between / Math.max(1, samples.length - 1));
  const parts = Math.max(1, Math.trunc((length + Math.trunc(slot / 2)) / Math.max(1, slot)));
  return [
    ...blocksOf(series, first.fromMicros, first.toMicros, Math.trunc(length / parts)),
    ...samples.map(({ fromMicros, toMicros }) => series.bitsPerSecond(fromMicros, toMicros)),
  ];
}

export function blocksOf(series: ByteSeries, fromMicros: number, toMicros: number, block: number): number[] {
  return Array.from({ length: Math.trunc((toMicros - fromMicros) / Math.max(1, block)) }, (_, i) =>
    series.bitsPerSecond(fromMicros + i * block, fromMicros + (i + 1) * block),
  );
}

/** Blocks are shortened so that there are at least six. */
function ofOne(series: ByteSeries, { fromMicros, toMicros }: CountedSpan, points: number, options: StopRuleOptions): Estimate {
  const length = toMicros - fromMicros;
  if (length <= 0) {
    return { bitsPerSecond: 0, low: 0, high: 0 };
  }

  const rate = series.bitsPerSecond(fromMicros, toMicros);
  const block = Math.max(1, Math.min(blockMicros(options), Math.trunc(length / fewestBlocks)));
  const { halfWidth } = blockInterval(blocksOf(series, fromMicros, toMicros, block));
  const drifted = drift(series, fromMicros, toMicros) * Math.max(0, 1 - length / longMicros);
  return withHalf(rate, Math.hypot(halfWidth, drifted), points, options);
}

/**
 * A line that moved within the span will move on after it: half the width that four values as different as the span's quarters have. What is seen in
 * quarters is slow; the unrest of single blocks (loss, scheduling) is not in it.
 */
function drift(series: ByteSeries, fromMicros: number, toMicros: number): number {
  const rates = blocksOf(series, fromMicros, toMicros, Math.max(1, Math.trunc((toMicros - fromMicros) / quarters))).slice(0, quarters);
  const mean = sumOf(rates) / quarters;
  return within95(quarters - 1) * Math.sqrt(sumOf(rates.map((rate) => (rate - mean) ** 2)) / (quarters - 1));
}

/**
 * An interval that cannot be computed says "anything up to twice the figure": visible, finite, and never mistaken for knowledge.
 * Blocks between fewer points than blocks are needed would agree only because a straight line agrees with itself.
 */
function withHalf(rate: number, wide: number, points: number, options: StopRuleOptions): Estimate {
  const half = points >= fewestBlocks && Number.isFinite(wide) ? Math.max(wide, rate * options.intervalFloor) : rate;
  return { bitsPerSecond: rate, low: Math.max(0, rate - half), high: rate + half };
}

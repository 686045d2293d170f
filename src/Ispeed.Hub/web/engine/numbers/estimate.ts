import { blockInterval } from './blockInterval.ts';
import type { ByteSeries } from './byteSeries.ts';
import { blockMicros, type StopRuleOptions } from './stopRuleOptions.ts';

/** The figure of one direction: payload bits per second on [from, to] with its 95 % interval. */
export interface Estimate {
  readonly bitsPerSecond: number;
  readonly low: number;
  readonly high: number;
  readonly fromMicros: number;
  readonly toMicros: number;
}

const fewestBlocks = 6;

/** The figure of a curve on an interval. Blocks are shortened so that there are at least six. */
export function estimate(series: ByteSeries, fromMicros: number, toMicros: number, options: StopRuleOptions): Estimate {
  const span = toMicros - fromMicros;
  if (span <= 0) {
    return { bitsPerSecond: 0, low: 0, high: 0, fromMicros, toMicros };
  }

  const rate = series.bitsPerSecond(fromMicros, toMicros);
  const block = Math.max(1, Math.min(blockMicros(options), Math.trunc(span / fewestBlocks)));
  const interval = blockInterval(blocksOf(series, fromMicros, toMicros, block));
  const wide = Math.max(interval.halfWidth, rate * options.intervalFloor);

  // An interval that cannot be computed says "anything up to twice the figure": visible, finite, and never mistaken for knowledge.
  // Blocks between fewer points than blocks are needed would agree only because a straight line agrees with itself.
  const half = series.pointsWithin(fromMicros, toMicros) >= fewestBlocks && Number.isFinite(wide) ? wide : rate;
  return { bitsPerSecond: rate, low: Math.max(0, rate - half), high: rate + half, fromMicros, toMicros };
}

export function blocksOf(series: ByteSeries, fromMicros: number, toMicros: number, block: number): number[] {
  return Array.from({ length: Math.trunc((toMicros - fromMicros) / block) }, (_, i) =>
    series.bitsPerSecond(fromMicros + i * block, fromMicros + (i + 1) * block),
  );
}

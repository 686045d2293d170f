import { within95 } from './studentT.ts';

/** A 95 % interval of a rate from the means of consecutive blocks of time, corrected for lag-1 autocorrelation (Marriott and Pope, Biometrika 41, 1954). */
export interface BlockInterval {
  readonly mean: number;
  /** Infinite below two blocks. */
  readonly halfWidth: number;
  readonly effectiveBlocks: number;
}

/** A correlation seen over a few blocks is itself uncertain; three blocks' worth is the least that is believed. */
const fewestEffective = 3;
/** Blocks that swing are worth more than their number, but not without bound. */
const lowestCorrelation = -0.5;

export function blockInterval(blocks: readonly number[]): BlockInterval {
  const n = blocks.length;
  if (n === 0) {
    return { mean: 0, halfWidth: Number.POSITIVE_INFINITY, effectiveBlocks: 0 };
  }

  let sum = 0;
  for (const block of blocks) {
    sum += block;
  }

  const mean = sum / n;
  let squares = 0;
  let products = 0;
  for (let i = 0; i < n; i++) {
    const deviation = blocks[i]! - mean;
    squares += deviation * deviation;
    products += i > 0 ? deviation * (blocks[i - 1]! - mean) : 0;
  }

  const correlation = squares > 0 ? products / squares : 0;
  const corrected = Math.min(0.9, Math.max(lowestCorrelation, correlation + (1 + 3 * correlation) / n));
  const effectiveBlocks = Math.max(fewestEffective, (n * (1 - corrected)) / (1 + corrected));
  if (n < 2) {
    return { mean, halfWidth: Number.POSITIVE_INFINITY, effectiveBlocks };
  }

  const variance = squares / (n - 1);
  return { mean, halfWidth: within95(effectiveBlocks - 1) * Math.sqrt(variance / effectiveBlocks), effectiveBlocks };
}

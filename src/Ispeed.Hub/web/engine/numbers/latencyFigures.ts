import type { Latency } from '../wire.ts';
import { bufferbloatGrade } from './bufferbloatGrade.ts';
import { delayVariation95, meanAbsoluteDifference } from './jitter.ts';
import { median, quantile } from './quantile.ts';

const loadedShare = 0.9;
const fewestForRpm = 10;
const leftOutPercent = 5; // draft-ietf-ippm-responsiveness: the mean without the slowest twentieth

/** From the round-trip times that are kept, in milliseconds, to the figures that are printed (spec/method.md, "Latency"); null when the quiet line was not measured. */
export function latencyFigures(idle: readonly number[], down: readonly number[], up: readonly number[]): Latency | null {
  if (idle.length === 0) {
    return null;
  }

  const idleMs = median(idle);
  const loaded = [down, up].filter((times) => times.length > 0).map((times) => quantile(times, loadedShare));
  const increase = loaded.reduce((sum, time) => sum + time, 0) / loaded.length - idleMs;
  return {
    idleMs: millis(idleMs),
    loadedDownMs: down.length > 0 ? millis(quantile(down, loadedShare)) : null,
    loadedUpMs: up.length > 0 ? millis(quantile(up, loadedShare)) : null,
    jitterMs: orNull(meanAbsoluteDifference(idle)),
    minMs: millis(Math.min(...idle)),
    pdv95Ms: orNull(delayVariation95(idle)),
    grade: loaded.length > 0 ? bufferbloatGrade(increase) : null,
    shortRpm: shortRpm([...down, ...up]),
  };
}

/** Milliseconds to the microsecond: clocks of browsers give no more. */
export const millis = (value: number): number => Number(value.toFixed(3));

const orNull = (value: number | null): number | null => (value === null ? null : millis(value));

function shortRpm(loaded: readonly number[]): number | null {
  if (loaded.length < fewestForRpm) {
    return null;
  }

  const kept = [...loaded].sort((a, b) => a - b).slice(0, Math.ceil((loaded.length * (100 - leftOutPercent)) / 100));
  return Math.round((60_000 * kept.length) / kept.reduce((sum, time) => sum + time, 0));
}

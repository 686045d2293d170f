import { median } from './quantile.ts';

const leastMs = 20;

/** Whether a queue stood before the line during a load: then the line was full, whatever else held the sender back beside it (spec/method.md, "Limits"). */
export function hasFullLine(idleMs: readonly number[], loadedMs: readonly number[]): boolean {
  if (idleMs.length === 0 || loadedMs.length === 0) {
    return false;
  }

  const idle = median(idleMs);
  return median(loadedMs) - idle > Math.max(leastMs, idle / 2);
}

// Where a load lies in the link's record. The two ends' clocks and the link's are not set against each other; their byte curves are:
// the receiver's cumulative count, laid over the link's cumulative deliveries, fits in one place only, because a load begins with
// the steps of slow start after silence and ends in silence. The fit leaves the ratio of IP to payload bytes open (headers,
// packets sent again, echoes) and is found to the millisecond.

const COARSE_SECONDS = 0.02;
const FINE_SECONDS = 0.001;
const SMALLEST_RATIO = 1; // IP bytes are never fewer than payload bytes
const LARGEST_RATIO = 1.4; // short packets of a very slow line
const FLOWING = { seconds: 0.1, bytes: 4500 }; // more than messages and echoes, less than the slowest line carries

/** Seconds since the link began at which the receiver's first payload byte came; null when the curve fits nowhere. `series`: payload bytes in steps of `stepMillis`. */
export function loadStart(side, series, stepMillis, after = 0) {
  const counted = [0];
  for (const bytes of series) counted.push(counted.at(-1) + bytes);
  const step = stepMillis / 1000;
  const coarse = best(side, counted, step, after, side.endSeconds - series.length * step + step, COARSE_SECONDS);
  return coarse === null ? null : best(side, counted, step, coarse - COARSE_SECONDS, coarse + COARSE_SECONDS, FINE_SECONDS);
}

/** Seconds since the link began at which, after a given time, data flowed for the first time, to a step of the record: for what has no curve or one that fits nowhere. Null for never. */
export function firstData(side, after) {
  for (let at = after; at < side.endSeconds; at += COARSE_SECONDS) {
    if (side.deliveredBytes(at, at + COARSE_SECONDS) >= 1000 && side.deliveredBytes(at, at + FLOWING.seconds) >= FLOWING.bytes) return at;
  }
  return null;
}

function best(side, counted, step, from, to, pace) {
  let [found, least] = [null, Infinity];
  for (let start = Math.max(0, from); start <= to; start += pace) {
    const misfit = misfitAt(side, counted, step, start);
    if (misfit < least) [found, least] = [start, misfit];
  }
  return found;
}

// Mean squared distance of the two curves, as a share of the whole.
function misfitAt(side, counted, step, start) {
  const total = counted.at(-1);
  const ratio = side.deliveredBytes(start, start + (counted.length - 1) * step) / total;
  if (!(ratio >= SMALLEST_RATIO && ratio <= LARGEST_RATIO)) return Infinity;
  let sum = 0;
  for (let k = 0; k < counted.length; k++) {
    const distance = side.deliveredBytes(start, start + k * step) / ratio / total - counted[k] / total;
    sum += distance * distance;
  }
  return sum / counted.length;
}

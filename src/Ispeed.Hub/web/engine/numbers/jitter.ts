import { quantile } from './quantile.ts';

/** Mean absolute difference of consecutive round-trip times, in the unit of the values; null below two values. */
export function meanAbsoluteDifference(roundTrips: readonly number[]): number | null {
  if (roundTrips.length < 2) {
    return null;
  }

  let sum = 0;
  for (let i = 1; i < roundTrips.length; i++) {
    sum += Math.abs(roundTrips[i]! - roundTrips[i - 1]!);
  }

  return sum / (roundTrips.length - 1);
}

/** 95th percentile of packet delay variation, D_i − D_min (RFC 5481 section 4.2); null without values. */
export function delayVariation95(roundTrips: readonly number[]): number | null {
  return roundTrips.length === 0 ? null : quantile(roundTrips, 0.95) - Math.min(...roundTrips);
}

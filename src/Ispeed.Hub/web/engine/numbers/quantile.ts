/** The quantile by linear interpolation between order statistics (Hyndman and Fan 1996, type 7); NaN without values. */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) {
    return Number.NaN;
  }

  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (sorted[above]! - sorted[below]!) * (place - below);
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

// Quantiles of small samples, null for none.

/** Linear between order statistics (type 7). */
export function quantile(values, share) {
  const sorted = values.filter((value) => value !== null && Number.isFinite(value)).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const at = (sorted.length - 1) * share;
  const below = Math.floor(at);
  return sorted[below] + (sorted[Math.min(below + 1, sorted.length - 1)] - sorted[below]) * (at - below);
}

/** The middle. */
export const median = (values) => quantile(values, 0.5);

/** Share of true among those that are known; null for none. */
export function share(values) {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.filter(Boolean).length / known.length;
}

const z = 1.959963984540054;

/**
 * 95 % interval of a share, honest also at 0 and at small counts: Wilson's with continuity correction (R. G. Newcombe, Statistics in Medicine 17, 1998, method 4);
 * [0, 1] when nothing was tried.
 */
export function wilsonInterval(hits: number, tries: number): { low: number; high: number } {
  if (tries <= 0) {
    return { low: 0, high: 1 };
  }

  const low = hits === 0 ? 0 : Math.max(0, bound(tries, hits / tries, -1));
  const high = hits === tries ? 1 : Math.min(1, bound(tries, hits / tries, 1));
  return { low, high };
}

function bound(n: number, share: number, side: -1 | 1): number {
  const root = Math.sqrt(Math.max(0, z * z + 2 * side - 1 / n + 4 * share * (n * (1 - share) - side)));
  return (2 * n * share + z * z + side * (1 + z * root)) / (2 * (n + z * z));
}

const z = 1.959963984540054;

/** 95 % interval of a share, honest also at 0 and at small counts (E. B. Wilson, JASA 22, 1927); [0, 1] when nothing was tried. */
export function wilsonInterval(hits: number, tries: number): { low: number; high: number } {
  if (tries <= 0) {
    return { low: 0, high: 1 };
  }

  const share = hits / tries;
  const zz = (z * z) / tries;
  const centre = (share + zz / 2) / (1 + zz);
  const half = (z * Math.sqrt((share * (1 - share)) / tries + zz / (4 * tries))) / (1 + zz);
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

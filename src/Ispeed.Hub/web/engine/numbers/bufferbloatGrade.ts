const grades: readonly [belowMs: number, grade: string][] = [
  [5, 'A+'],
  [30, 'A'],
  [60, 'B'],
  [200, 'C'],
  [400, 'D'],
];

/** The grade of an increase of the round-trip time, in milliseconds (the thresholds that dslreports made common). */
export const bufferbloatGrade = (increaseMs: number): string => grades.find(([below]) => increaseMs < below)?.[1] ?? 'F';

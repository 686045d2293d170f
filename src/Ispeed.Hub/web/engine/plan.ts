import type { Access } from './wire.ts';

/** What a run does, as data: method 1 (spec/method.md). */
export const plan = {
  downloadStreams: 2,
  uploadStreams: 2,
  idleProbes: 12,
  idleSpacingMs: 30,
  idleGroup: 3,
  groupSpacingMs: 4,
  loadedSpacingMs: 50,
  wakePackets: 8,
  wakeSpanMs: 300,
  sampleMicros: 20_000,
  seriesStepMillis: 20,
  chooseMs: 1000,
  tieMs: 5,
  helloRequests: 3,
  downloadShare: 1 / 1.4,
  latencyBytes: 200_000,
  payloadToIp: 1500 / 1448 + 52 / 2896,
} as const;

const megabyte = 1e6;

/** The most that a run on this access may cost at the IP layer, both directions. */
export function budgetFor(access: Access): number {
  switch (access) {
    case '2g':
    case '3g':
      return 2 * megabyte;
    case '4g':
      return 8 * megabyte;
    case '5g':
      return 20 * megabyte;
    default:
      return 40 * megabyte;
  }
}

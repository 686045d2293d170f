import type { Access } from './wire.ts';

/** What a run does, as data: method 1 (spec/method.md). */
export const plan = {
  streams: 2,
  mostStreams: 6,
  idleProbes: 25,
  idleSpacingMs: 20,
  idleGroup: 3,
  groupSpacingMs: 4,
  progressSpacingMs: 50,
  wakePackets: 8,
  wakeSpanMs: 300,
  sampleMicros: 5_000,
  chooseMs: 1000,
  tieMs: 5,
  helloRequests: 3,
  downloadShare: 1 / 1.4,
  payloadToIp: 1500 / 1448 + 52 / 2896,
} as const;

/** An echo over WebSocket there and back with its TCP acknowledgements, IP layer. */
export const echoBytes = 250;

/** Time between echoes while the line is full: 50 a second, but never more than a two-hundredth of what the line carries, 0 while that is not known. */
export function loadedSpacingMs(bitsPerSecond: number): number {
  return bitsPerSecond <= 0 ? 100 : Math.min(250, Math.max(20, (echoBytes * 8 * 200 * 1000) / bitsPerSecond));
}

/** What echoes, reports and messages may cost before the loads share the rest: twenty seconds of samples have many of them. */
export const messageBytesOf = (budgetBytes: number): number => 150_000 + budgetBytes / 100;

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

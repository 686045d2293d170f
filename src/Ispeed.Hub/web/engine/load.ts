import { keptCurve } from './numbers/curveFigure.ts';
import type { StopRule } from './numbers/stopRule.ts';
import { RunFailure } from './runFailure.ts';
import type { Curve, Direction, LoadConditions, RunSide, StopReason } from './wire.ts';

/** What one direction left behind, whether or not it came to its end. */
export interface Load {
  readonly direction: Direction;
  readonly rule: StopRule;
  readonly streams: number;
  readonly rttMicros: number;
  readonly stoppedBy: StopReason;
  readonly failure: RunFailure | null;
  /** Payload bytes counted up to the stop. */
  readonly counted: number;
  /** Payload bytes that may have crossed the line: what was handed to the sockets (up), what was counted (down). */
  readonly moved: number;
  /** When the streams were released, on this worker's clock in milliseconds. */
  readonly beganMs: number;
  /** The zero of the curve and the end of the load, on this worker's clock in milliseconds. */
  readonly zeroMs: number;
  readonly endedMs: number;
}

/** What the quiet line said of it before it was filled. */
export interface Quiet {
  readonly rttMicros: number;
  readonly isRestless: boolean;
}

/** What the page draws while a direction is measured. */
export interface Progress {
  readonly mbps: number;
  readonly seconds: number;
  readonly bytes: number;
}

/** The rate of the last 300 ms: calm enough to read, quick enough to be live; of a line that is sampled, the last sample. */
export function progressOf(rule: StopRule, bytes: number): Progress {
  const end = rule.series.endMicros;
  const [, ...samples] = rule.spans();
  const { fromMicros, toMicros } = samples.at(-1) ?? { fromMicros: Math.max(0, end - 300_000), toMicros: end };
  return { mbps: rule.series.bitsPerSecond(fromMicros, toMicros) / 1e6, seconds: end / 1e6, bytes };
}

/** A load ended by the stop signal: the person's wish is a reason of its own, a hidden page is an error. */
export const stopped = (reason: unknown): StopReason => (reason instanceof RunFailure && reason.reason === 'abandoned' ? 'user' : 'error');

/** A stream that the other side ended before anything could be known. */
export const closed = (code: number): RunFailure =>
  new RunFailure(code === 1002 || code === 1009 ? 'protocol' : 'broken', `close code ${code}`);

/** What counts of a load, on this worker's clock. */
export function fullSpans(load: Load): { readonly fromMs: number; readonly toMs: number }[] {
  return load.rule
    .spans()
    .map(({ fromMicros, toMicros }) => ({ fromMs: load.zeroMs + fromMicros / 1000, toMs: load.zeroMs + toMicros / 1000 }));
}

/** What is kept of a load; null when nothing arrived. */
export const curveOf = (load: Load, bytes: number, conditions: LoadConditions): Curve | null =>
  load.counted === 0 ? null : keptCurve(load.rule, load.streams, bytes - load.counted, conditions);

/** Payload bytes that can still have been on their way at the stop: a round trip and 200 ms of queue at the last rate, and one message. */
export function tailOf(load: Load): number {
  const end = load.rule.series.endMicros;
  const rate = load.rule.series.bitsPerSecond(Math.max(0, end - 300_000), end) / 8;
  return Math.ceil((rate * (load.rttMicros + 200_000)) / 1e6) + 65_536;
}

/**
 * All payload bytes of a direction, the tail after the stop included. A browser cannot count what arrives after it closed a WebSocket, so the test point's
 * count is taken for the tail, and believed only as far as a tail can be long (or what was handed to the sockets).
 */
export function bytesWithTail(load: Load, side: RunSide | null | undefined): number {
  return Math.max(load.counted, Math.min(side?.bytes ?? load.counted, Math.max(load.moved, load.counted + tailOf(load))));
}

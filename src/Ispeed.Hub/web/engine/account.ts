import { conditionsOf, type LoadSeen, limitationsOf } from './limitations.ts';
import type { Line } from './line.ts';
import { bytesWithTail, curveOf, type Load, throughputOf } from './load.ts';
import type { RunOptions } from './messages.ts';
import { delayVariation95, meanAbsoluteDifference } from './numbers/jitter.ts';
import { median, quantile } from './numbers/quantile.ts';
import type { Pinger } from './pinger.ts';
import { plan } from './plan.ts';
import type { PunctualityWatch } from './punctuality.ts';
import { familyOf, readRecord } from './record.ts';
import type { Failure, Latency, RunPhase, RunSide, Submission } from './wire.ts';

/** An echo there and back with its TCP acknowledgements, IP layer. */
const echoBytes = 250;
/** Handshakes, requests and reports of a run, IP layer: about ten connections. */
const messageBytes = 40_000;

/** What has been measured so far: a failure keeps it. */
export interface Account {
  readonly startedAt: string;
  phase: RunPhase;
  ticket: string | null;
  budget: number;
  line: Line | null;
  idle: number[];
  down: Load | null;
  up: Load | null;
  pinger: Pinger | null;
  readonly watch: PunctualityWatch;
  error: Failure | null;
  record: string | null;
}

/** A load with all that is known of it. */
interface Told extends LoadSeen {
  readonly bytes: number;
  readonly loadedMs: readonly number[];
}

/** The run as it is submitted. */
export function account(options: RunOptions, run: Account): Submission {
  const record = readRecord(run.record, options.id);
  const down = toldOf(run, run.down, record?.down ?? null);
  const up = toldOf(run, run.up, record?.up ?? null);
  // What the point had sent and the stop could not call back crosses the line as well: it is paid for, though nobody counts it.
  const billed = (down?.bytes ?? 0) + (record?.down?.inFlight ?? 0) + Math.max(up?.bytes ?? 0, run.up?.moved ?? 0);
  const loads = [down, up].filter((told) => told !== null);
  const hidden = run.error?.reason === 'hidden' && (run.error.phase === 'download' || run.error.phase === 'upload');

  return {
    device: options.device,
    ticket: run.ticket,
    access: options.access,
    accessSource: options.accessSource,
    area: options.location === null ? options.area : null,
    location: options.location,
    client: options.client,
    measurement: {
      id: options.id,
      startedAt: run.startedAt,
      server: run.line?.server ?? null,
      method: '1',
      download: down ? throughputOf(down.load, down.bytes) : null,
      upload: up ? throughputOf(up.load, up.bytes) : null,
      latency: latencyOf(run.idle, down?.loadedMs ?? [], up?.loadedMs ?? []),
      loss: null,
      bytesTotal: Math.ceil(billed * plan.payloadToIp) + (run.pinger?.sent ?? 0) * echoBytes + (run.line ? messageBytes : 0),
      link: null,
      error: run.error,
      family: run.line === null ? null : familyOf(record?.address ?? new URL(run.line.server.url).hostname),
      limitedBy: limitationsOf(loads, { webKit: options.webKit, hidden }),
    },
    detail: {
      down: down ? curveOf(down.load, down.bytes, conditionsOf(down)) : null,
      up: up ? curveOf(up.load, up.bytes, conditionsOf(up)) : null,
      idleMs: run.idle.map(millis),
      loadedDownMs: (down?.loadedMs ?? []).map(millis),
      loadedUpMs: (up?.loadedMs ?? []).map(millis),
      latencyOver: run.idle.length > 0 ? 'websocket' : null,
      probes: [],
      budgetBytes: run.budget,
    },
    record: run.record,
  };
}

function toldOf(run: Account, load: Load | null, side: RunSide | null): Told | null {
  return load === null
    ? null
    : {
        load,
        side,
        punctuality: run.watch.between(load.beganMs, load.fullToMs),
        bytes: bytesWithTail(load, side),
        loadedMs: run.pinger?.between(load.fullFromMs, load.fullToMs) ?? [],
      };
}

function latencyOf(idle: readonly number[], down: readonly number[], up: readonly number[]): Latency | null {
  if (idle.length === 0) {
    return null;
  }

  const ninetieth = (values: readonly number[]): number | null => (values.length > 0 ? millis(quantile(values, 0.9)) : null);
  const orNull = (value: number | null): number | null => (value === null ? null : millis(value));
  return {
    idleMs: millis(median(idle)),
    loadedDownMs: ninetieth(down),
    loadedUpMs: ninetieth(up),
    jitterMs: orNull(meanAbsoluteDifference(idle)),
    minMs: millis(Math.min(...idle)),
    pdv95Ms: orNull(delayVariation95(idle)),
    grade: null,
    shortRpm: null,
  };
}

/** Milliseconds to the microsecond: clocks of browsers give no more. */
const millis = (value: number): number => Number(value.toFixed(3));

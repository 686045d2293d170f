import { conditionsOf, type LoadSeen, limitationsOf } from './limitations.ts';
import type { Line } from './line.ts';
import { bytesWithTail, curveOf, fullSpans, type Load } from './load.ts';
import type { RunOptions } from './messages.ts';
import { printedFigure } from './numbers/curveFigure.ts';
import { hasFullLine } from './numbers/fullLine.ts';
import { latencyFigures, millis } from './numbers/latencyFigures.ts';
import type { Pinger } from './pinger.ts';
import { echoBytes, plan } from './plan.ts';
import type { PunctualityWatch } from './punctuality.ts';
import { familyOf, readRecord } from './record.ts';
import type { Curve, Failure, RunPhase, RunSide, Submission } from './wire.ts';

/** Handshakes, requests and reports of a run, IP layer: about eighteen connections. */
const messageBytes = 60_000;

const fewestLoadedEchoes = 5;

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
  readonly curve: Curve | null;
}

/** The run as it is submitted. */
export function account(options: RunOptions, run: Account): Submission {
  const record = readRecord(run.record, options.id);
  const down = toldOf(run, run.down, record?.down ?? null);
  const up = toldOf(run, run.up, record?.up ?? null);
  // What the point had sent and the stop could not call back crosses the line as well: it is paid for, though nobody counts it.
  const billed = (down?.bytes ?? 0) + (record?.down?.inFlight ?? 0) + Math.max(up?.bytes ?? 0, run.up?.moved ?? 0);
  const idleMs = run.idle.map(millis); // what is printed is computed from what is kept
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
      download: down?.curve ? printedFigure(down.curve, down.load.stoppedBy) : null,
      upload: up?.curve ? printedFigure(up.curve, up.load.stoppedBy) : null,
      latency: latencyFigures(idleMs, down?.loadedMs ?? [], up?.loadedMs ?? []),
      loss: null,
      bytesTotal: Math.ceil(billed * plan.payloadToIp) + (run.pinger?.sent ?? 0) * echoBytes + (run.line ? messageBytes : 0),
      link: null,
      error: run.error,
      family: run.line === null ? null : familyOf(record?.address ?? new URL(run.line.server.url).hostname),
      limitedBy: limitationsOf(loads, { webKit: options.webKit, hidden }),
    },
    detail: {
      down: down?.curve ?? null,
      up: up?.curve ?? null,
      idleMs,
      loadedDownMs: down?.loadedMs ?? [],
      loadedUpMs: up?.loadedMs ?? [],
      latencyOver: run.idle.length > 0 ? 'websocket' : null,
      probes: [],
      budgetBytes: run.budget,
    },
    record: run.record,
    code: options.code,
    participant: options.participant,
  };
}

function toldOf(run: Account, load: Load | null, side: RunSide | null): Told | null {
  if (load === null) {
    return null;
  }

  const bytes = bytesWithTail(load, side);
  // A sample is too short to fill the queue before the line: of one that was sampled the flood tells the loaded latency, if there were echoes in it.
  const ofSpans = fullSpans(load).map(({ fromMs, toMs }) => run.pinger?.between(fromMs, toMs) ?? []);
  const full = ofSpans[0]!.length >= fewestLoadedEchoes ? ofSpans[0]! : ofSpans.flat();
  const punctuality = run.watch.between(load.beganMs, load.endedMs);
  const seen = { load, side, punctuality, queued: hasFullLine(run.idle, full) };
  return { ...seen, bytes, loadedMs: full.map(millis), curve: curveOf(load, bytes, conditionsOf(seen)) };
}

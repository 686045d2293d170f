import { askForTicket, choose } from './choose.ts';
import { download } from './download.ts';
import { finish, hello, type Line } from './line.ts';
import { bytesWithTail, curveOf, type Load, tailOf, throughputOf } from './load.ts';
import type { FromWorker, RunOptions } from './messages.ts';
import { meanAbsoluteDifference } from './numbers/jitter.ts';
import { median, quantile } from './numbers/quantile.ts';
import { Pinger } from './pinger.ts';
import { plan } from './plan.ts';
import { readRecord } from './record.ts';
import { RunFailure } from './runFailure.ts';
import { upload } from './upload.ts';
import type { Failure, MeasuredServer, RunPhase, Submission } from './wire.ts';

const helloMs = 5000;
/** An echo there and back with its TCP acknowledgements, IP layer. */
const echoBytes = 250;
/** Handshakes, requests and reports of a run, IP layer: about ten connections. */
const messageBytes = 40_000;

/** What has been measured so far: a failure keeps it. */
interface Journal {
  phase: RunPhase;
  ticket: string | null;
  budget: number;
  line: Line | null;
  idle: number[];
  down: Load | null;
  up: Load | null;
  pinger: Pinger | null;
}

/** One run by method 1. Always comes to a submission: what cannot go on is a result with an error. */
export async function run(options: RunOptions, stop: AbortSignal, tell: (message: FromWorker) => void): Promise<Submission> {
  const startedAt = new Date().toISOString();
  const journal: Journal = {
    phase: 'choose',
    ticket: null,
    budget: options.budgetBytes,
    line: null,
    idle: [],
    down: null,
    up: null,
    pinger: null,
  };
  let error: Failure | null = null;
  try {
    await measure(options, journal, stop, tell);
  } catch (failure) {
    if (!(failure instanceof RunFailure)) {
      throw failure;
    }

    error = { reason: failure.reason, phase: journal.phase, message: failure.message };
  }

  journal.pinger?.rest();
  tell({ kind: 'phase', phase: 'report' });
  // The stop signal ends the measuring, not the account of it; `finish` has a limit of its own. Without any payload there is nothing to seal.
  const moved = journal.down !== null || journal.up !== null;
  const record = journal.line !== null && moved ? await finish(journal.line, new AbortController().signal) : null;
  const submission = account(options, journal, startedAt, error, record);
  journal.pinger?.close();
  return submission;
}

async function measure(options: RunOptions, journal: Journal, stop: AbortSignal, tell: (message: FromWorker) => void): Promise<void> {
  const enter = (phase: RunPhase): void => {
    journal.phase = phase;
    tell({ kind: 'phase', phase });
  };

  enter('choose');
  const line = await chooseLine(options, journal, stop, tell);
  journal.line = line;

  enter('latency');
  const pinger = await Pinger.open(line, stop);
  journal.pinger = pinger;
  journal.idle = await pinger.idle();
  const idleMs = median(journal.idle);
  const rttMicros = Math.max(1, Math.round(idleMs * 1000));
  tell({ kind: 'latency', idleMs });

  const forLoad = journal.budget - plan.latencyBytes;
  enter('download');
  pinger.underLoad();
  const downBudget = Math.floor((forLoad * plan.downloadShare) / plan.payloadToIp);
  journal.down = await download(line, rttMicros, downBudget, stop, (now) => tell({ kind: 'progress', direction: 'down', ...now }));
  pinger.rest();
  tellFigure('down', journal.down, tell);

  enter('upload');
  pinger.underLoad();
  const upBudget = Math.floor(forLoad / plan.payloadToIp) - Math.min(downBudget, journal.down.counted + tailOf(journal.down));
  journal.up = await upload(line, rttMicros, upBudget, stop, (now) => tell({ kind: 'progress', direction: 'up', ...now }));
  pinger.rest();
  tellFigure('up', journal.up, tell);
}

async function chooseLine(options: RunOptions, journal: Journal, stop: AbortSignal, tell: (message: FromWorker) => void): Promise<Line> {
  const { id, device, access } = options;
  if (options.point !== null) {
    const { name } = await hello(options.point, helloMs, stop);
    const server: MeasuredServer = { id: null, name, url: options.point };
    tell({ kind: 'server', server, operator: null, budgetBytes: journal.budget });
    return { server, id, ticket: null };
  }

  const answer = await askForTicket(options.hub, { id, device, access }, stop);
  journal.ticket = answer.ticket;
  journal.budget = Math.min(journal.budget, answer.budgetBytes);
  const server = await choose(answer.candidates, options.secure, stop);
  tell({ kind: 'server', server, operator: answer.operator, budgetBytes: journal.budget });
  return { server, id, ticket: answer.ticket };
}

/** Shows a direction's figure, or ends the run where it could not go on; what it measured is in the journal by then. */
function tellFigure(direction: 'down' | 'up', load: Load, tell: (message: FromWorker) => void): void {
  if (load.failure !== null) {
    throw load.failure;
  }

  tell({ kind: 'figure', direction, mbps: load.rule.figure().bitsPerSecond / 1e6 });
}

function account(options: RunOptions, journal: Journal, startedAt: string, error: Failure | null, token: string | null): Submission {
  const { down, up, pinger, idle } = journal;
  const record = readRecord(token, options.id);
  const downBytes = down ? bytesWithTail(down, record?.down) : 0;
  const upBytes = up ? bytesWithTail(up, record?.up) : 0;
  // What the point had sent and the stop could not call back crosses the line as well: it is paid for, though nobody counts it.
  const billed = downBytes + (record?.down?.inFlight ?? 0) + Math.max(upBytes, up?.moved ?? 0);
  const loadedDown = down ? (pinger?.between(down.fullFromMs, down.fullToMs) ?? []) : [];
  const loadedUp = up ? (pinger?.between(up.fullFromMs, up.fullToMs) ?? []) : [];
  const ninetieth = (values: number[]): number | null => (values.length > 0 ? millis(quantile(values, 0.9)) : null);
  const jitter = meanAbsoluteDifference(idle);

  return {
    device: options.device,
    ticket: journal.ticket,
    access: options.access,
    accessSource: options.accessSource,
    area: options.location === null ? options.area : null,
    location: options.location,
    client: options.client,
    measurement: {
      id: options.id,
      startedAt,
      server: journal.line?.server ?? null,
      method: '1',
      download: down ? throughputOf(down, downBytes) : null,
      upload: up ? throughputOf(up, upBytes) : null,
      latency:
        idle.length > 0
          ? {
              idleMs: millis(median(idle)),
              loadedDownMs: ninetieth(loadedDown),
              loadedUpMs: ninetieth(loadedUp),
              jitterMs: jitter === null ? null : millis(jitter),
            }
          : null,
      loss: null,
      bytesTotal: Math.ceil(billed * plan.payloadToIp) + (pinger?.sent ?? 0) * echoBytes + (journal.line ? messageBytes : 0),
      link: null,
      error,
    },
    detail: {
      down: down ? curveOf(down, downBytes) : null,
      up: up ? curveOf(up, upBytes) : null,
      idleMs: idle.map(millis),
      loadedDownMs: loadedDown.map(millis),
      loadedUpMs: loadedUp.map(millis),
      latencyOver: idle.length > 0 ? 'websocket' : null,
      probes: [],
      budgetBytes: journal.budget,
    },
    record: token,
  };
}

/** Milliseconds to the microsecond: clocks of browsers give no more. */
const millis = (value: number): number => Number(value.toFixed(3));

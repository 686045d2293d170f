import { type Account, account } from './account.ts';
import { askForTicket, choose } from './choose.ts';
import { download } from './download.ts';
import { finish, hello, type Line } from './line.ts';
import { type Load, type Progress, tailOf } from './load.ts';
import type { FromWorker, RunOptions } from './messages.ts';
import { median } from './numbers/quantile.ts';
import { isRestless } from './numbers/quietLine.ts';
import { Pinger } from './pinger.ts';
import { messageBytesOf, plan } from './plan.ts';
import { PunctualityWatch } from './punctuality.ts';
import { RunFailure } from './runFailure.ts';
import { upload } from './upload.ts';
import type { Direction, MeasuredServer, OperatorHint, RunPhase, Submission } from './wire.ts';

const helloMs = 5000;

type Tell = (message: FromWorker) => void;

/** One run by method 1. Always comes to a submission: what cannot go on is a result with an error. */
export async function run(options: RunOptions, stop: AbortSignal, tell: Tell): Promise<Submission> {
  const journal: Account = {
    startedAt: new Date().toISOString(),
    phase: 'choose',
    ticket: null,
    budget: options.budgetBytes,
    line: null,
    idle: [],
    down: null,
    up: null,
    pinger: null,
    watch: new PunctualityWatch(),
    error: null,
    record: null,
  };
  try {
    await measure(options, journal, stop, tell);
  } catch (failure) {
    if (!(failure instanceof RunFailure)) {
      throw failure;
    }

    journal.error = { reason: failure.reason, phase: journal.phase, message: failure.message };
  }

  journal.pinger?.rest();
  journal.watch.stop();
  tell({ kind: 'phase', phase: 'report' });
  // The stop signal ends the measuring, not the account of it; `finish` has a limit of its own. Without any payload there is nothing to seal.
  const moved = journal.down !== null || journal.up !== null;
  journal.record = journal.line !== null && moved ? await finish(journal.line, new AbortController().signal) : null;
  journal.pinger?.close();
  return account(options, journal);
}

async function measure(options: RunOptions, journal: Account, stop: AbortSignal, tell: Tell): Promise<void> {
  const enter = (phase: RunPhase): void => {
    journal.phase = phase;
    tell({ kind: 'phase', phase });
  };

  enter('choose');
  const { servers, operator } = await candidates(options, journal, stop);
  const { line, pinger } = await openFirst(servers, options.id, journal.ticket, stop);
  journal.line = line;
  journal.pinger = pinger;
  tell({ kind: 'server', server: line.server, operator, budgetBytes: journal.budget });

  enter('latency');
  journal.idle = await pinger.idle();
  const idleMs = median(journal.idle);
  const quiet = { rttMicros: Math.max(1, Math.round(idleMs * 1000)), isRestless: isRestless(journal.idle) };
  tell({ kind: 'latency', idleMs });

  const forLoad = journal.budget - messageBytesOf(journal.budget);
  journal.watch.start();
  let bitsPerSecond = 0;
  const show =
    (direction: Direction) =>
    (now: Progress): void => {
      bitsPerSecond = now.mbps * 1e6;
      tell({ kind: 'progress', direction, ...now });
    };
  const measured = (load: Load): void => {
    pinger.rest();
    bitsPerSecond = 0;
    tellFigure(load, tell);
  };

  enter('download');
  pinger.underLoad(() => bitsPerSecond);
  const downBudget = Math.floor((forLoad * plan.downloadShare) / plan.payloadToIp);
  journal.down = await download(line, quiet, downBudget, stop, show('down'));
  measured(journal.down);

  enter('upload');
  pinger.underLoad(() => bitsPerSecond);
  const upBudget = Math.floor(forLoad / plan.payloadToIp) - Math.min(downBudget, journal.down.counted + tailOf(journal.down));
  journal.up = await upload(line, quiet, upBudget, stop, show('up'));
  measured(journal.up);
}

/** Where to measure, best first. */
async function candidates(
  options: RunOptions,
  journal: Account,
  stop: AbortSignal,
): Promise<{ servers: MeasuredServer[]; operator: OperatorHint | null }> {
  const { id, device, access, code } = options;
  if (options.point !== null) {
    const { name } = await hello(options.point, helloMs, stop);
    return { servers: [{ id: null, name, url: options.point }], operator: null };
  }

  const answer = await askForTicket(options.hub, { id, device, access, code }, stop);
  journal.ticket = answer.ticket;
  journal.budget = Math.min(journal.budget, answer.budgetBytes);
  return { servers: await choose(answer.candidates, options.secure, stop), operator: answer.operator };
}

/**
 * The first test point that takes the run. One that is busy after all, or gone, is passed over for those that it names, then for the next;
 * later in a run there is no other point: what was measured belongs to this one.
 */
async function openFirst(
  servers: readonly MeasuredServer[],
  id: string,
  ticket: string | null,
  stop: AbortSignal,
): Promise<{ line: Line; pinger: Pinger }> {
  const [server, ...others] = servers;
  const line: Line = { server: server!, id, ticket };
  try {
    return { line, pinger: await Pinger.open(line, stop) };
  } catch (failure) {
    const passes = failure instanceof RunFailure && (failure.reason === 'refused' || failure.reason === 'unreachable');
    if (!passes || others.length === 0) {
      throw failure;
    }

    const named = (other: MeasuredServer): boolean => other.id !== null && failure.tryThese.includes(other.id);
    return openFirst([...others.filter(named), ...others.filter((other) => !named(other))], id, ticket, stop);
  }
}

/** Shows a direction's figure, or ends the run where it could not go on; what it measured is in the journal by then. */
function tellFigure(load: Load, tell: Tell): void {
  if (load.failure !== null) {
    throw load.failure;
  }

  tell({ kind: 'figure', direction: load.direction, mbps: load.rule.figure().bitsPerSecond / 1e6 });
}

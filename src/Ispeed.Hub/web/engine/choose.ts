import { hello } from './line.ts';
import { median } from './numbers/quantile.ts';
import { plan } from './plan.ts';
import { RunFailure } from './runFailure.ts';
import { pause, problemOf, request } from './waiting.ts';
import type { Access, Candidate, MeasuredServer, TicketAnswer } from './wire.ts';

const ticketMs = 8000;
const firstAnswerMs = 5000;

/** Asks the hub where to measure. */
export async function askForTicket(
  hub: string,
  asked: { id: string; device: string; access: Access; code: string | null },
  stop: AbortSignal,
): Promise<TicketAnswer> {
  const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(asked) };
  const answer = await request(`${hub}/api/v1/tickets`, init, ticketMs, stop);
  if (!answer.ok) {
    const problem = await problemOf(answer);
    throw new RunFailure(problem?.code === 'no-point' ? 'no-point' : 'refused', problem?.title ?? `the hub answered ${answer.status}`);
  }

  return (await answer.json()) as TicketAnswer;
}

interface Timed {
  readonly candidate: Candidate;
  readonly url: string;
  readonly millis: number;
  readonly busy: boolean;
}

/** The candidates that answer and are not busy, best first: by the median of three `hello` round trips, those within 5 ms of the best by their load. */
export async function choose(candidates: readonly Candidate[], secure: boolean, stop: AbortSignal): Promise<MeasuredServer[]> {
  const reachable = candidates.flatMap((candidate) => {
    const url = secure ? candidate.secureUrl : (candidate.url ?? candidate.secureUrl);
    return url === null ? [] : [{ candidate, url }];
  });
  if (reachable.length === 0) {
    throw new RunFailure('no-point', 'no candidate speaks what this page may use');
  }

  const timed: Timed[] = [];
  const timings = reachable.map(async ({ candidate, url }) => timed.push(await time(candidate, url, reachable.length, stop)));
  // Liveness: one second for all; when none has answered by then, the first answer within five seconds, for lines with long round trips.
  await Promise.race([Promise.allSettled(timings), pause(plan.chooseMs, stop)]);
  if (timed.length === 0) {
    await Promise.race([Promise.any(timings).catch(() => {}), pause(firstAnswerMs, stop)]);
  }

  const free = timed.filter((one) => !one.busy);
  if (free.length === 0) {
    throw timed.length > 0 ? new RunFailure('refused', 'every test point is busy') : new RunFailure('unreachable', 'no test point answers');
  }

  const nearest = Math.min(...free.map((one) => one.millis));
  const isClose = (one: Timed): boolean => one.millis <= nearest + plan.tieMs;
  const close = free.filter(isClose).sort((a, b) => a.candidate.load - b.candidate.load);
  const far = free.filter((one) => !isClose(one)).sort((a, b) => a.millis - b.millis);
  return [...close, ...far].map(({ candidate, url }) => ({ id: candidate.id, name: candidate.name, url }));
}

async function time(candidate: Candidate, url: string, among: number, stop: AbortSignal): Promise<Timed> {
  const millis: number[] = [];
  let busy = false;
  // With nobody to compare with, one answer is enough to know that it is there.
  for (let i = 0; i < (among > 1 ? plan.helloRequests : 1); i++) {
    const sent = performance.now();
    busy = (await hello(url, firstAnswerMs, stop)).busy;
    millis.push(performance.now() - sent);
  }

  return { candidate, url, millis: median(millis), busy };
}

import { RunFailure } from './runFailure.ts';
import { openSocket, problemOf, request } from './waiting.ts';
import type { MeasuredServer, PointHello } from './wire.ts';

const helloMs = 1500;
const openMs = 5000;
const throughput1 = 'net.measurementlab.throughput.v1';

/** A test point and what a run needs to speak to it. */
export interface Line {
  readonly server: MeasuredServer;
  readonly id: string;
  readonly ticket: string | null;
}

const httpOf = (url: string): string => url.replace(/^ws/, 'http').replace(/\/$/, '');

export async function hello(url: string, limitMs: number, stop: AbortSignal): Promise<PointHello> {
  const answer = await request(`${httpOf(url)}/ispeed/v1/hello`, {}, limitMs, stop);
  if (!answer.ok) {
    throw new RunFailure('refused', `hello answered ${answer.status}`);
  }

  const said = (await answer.json().catch(() => null)) as PointHello | null; // not JSON: as good as none
  if (typeof said?.name !== 'string') {
    throw new RunFailure('protocol', 'what listens there is no test point');
  }

  return said;
}

/** Seals the run at the test point; null when it cannot be had: the point reports its record to the hub by itself. */
export async function finish(line: Line, stop: AbortSignal): Promise<string | null> {
  try {
    const answer = await request(httpOf(addressOf(line, '/ispeed/v1/finish', {})), { method: 'POST' }, 3000, stop);
    const { record } = (await answer.json()) as { record?: unknown };
    return typeof record === 'string' ? record : null;
  } catch {
    return null; // a lost answer or a malformed one: the result stands without it
  }
}

export const openPing = (line: Line, stop: AbortSignal): Promise<WebSocket> =>
  explained(line, openSocket(addressOf(line, '/ispeed/v1/ping', {}), 'vn.ispeed.ping.v1', openMs, stop), stop);

/** All streams of a direction, opened side by side; on failure none stays open. */
export async function openStreams(
  line: Line,
  direction: 'download' | 'upload',
  query: Record<string, string | number>,
  streams: number,
  stop: AbortSignal,
): Promise<WebSocket[]> {
  const address = addressOf(line, `/throughput/v1/${direction}`, { streams, ...query });
  const opened = await Promise.allSettled(Array.from({ length: streams }, () => openSocket(address, throughput1, openMs, stop)));
  const sockets = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = opened.find((result) => result.status === 'rejected');
  if (failed) {
    for (const socket of sockets) {
      socket.close(4000);
    }

    return explained(line, Promise.reject(failed.reason), stop);
  }

  return sockets;
}

/** A browser hides why a handshake failed: the same run is asked for in a way whose answer can be read. */
async function explained<T>(line: Line, opening: Promise<T>, stop: AbortSignal): Promise<T> {
  try {
    return await opening;
  } catch (failure) {
    throw failure instanceof RunFailure && failure.reason === 'refused' ? await whyRefused(line, failure, stop) : failure;
  }
}

async function whyRefused(line: Line, refused: RunFailure, stop: AbortSignal): Promise<RunFailure> {
  const answer = await request(httpOf(addressOf(line, '/latency/v1/authorize', {})), {}, helloMs, stop);
  const problem = answer.ok ? null : await problemOf(answer);
  return problem === null ? refused : new RunFailure('refused', `${problem.code}: ${problem.title}`, problem.tryThese ?? []);
}

function addressOf(line: Line, path: string, query: Record<string, string | number>): string {
  const values = new URLSearchParams({ mid: line.id });
  for (const [name, value] of Object.entries(query)) {
    values.set(name, String(value));
  }

  if (line.ticket !== null) {
    values.set('access_token', line.ticket);
  }

  return `${line.server.url.replace(/\/$/, '')}${path}?${values}`;
}

import { RunFailure } from './runFailure.ts';
import type { Problem } from './wire.ts';

/** Resolves after a time, rejects with the reason when the run is stopped. */
export function pause(millis: number, stop: AbortSignal): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    if (stop.aborted) {
      reject(stop.reason);
      return;
    }

    const onStop = (): void => {
      clearTimeout(timer);
      reject(stop.reason);
    };
    const timer = setTimeout(() => {
      stop.removeEventListener('abort', onStop);
      resolve();
    }, millis);
    stop.addEventListener('abort', onStop, { once: true });
  });
}

/** `fetch` with an end: unreachable when nothing answers in time. */
export async function request(url: string, init: RequestInit, limitMs: number, stop: AbortSignal): Promise<Response> {
  const ending = new AbortController();
  const onStop = (): void => ending.abort(stop.reason);
  // Liveness: ends within limitMs whatever the network does, because the timer aborts the request.
  const timer = setTimeout(() => ending.abort(new RunFailure('unreachable', `no answer within ${limitMs} ms`)), limitMs);
  stop.addEventListener('abort', onStop);
  try {
    stop.throwIfAborted();
    const response = await fetch(url, { ...init, cache: 'no-store', credentials: 'omit', signal: ending.signal });
    const body = await response.arrayBuffer();
    return new Response(response.status === 204 ? null : body, { status: response.status, headers: response.headers });
  } catch (failure) {
    // fetch tells a lost network by TypeError, and an abort by the reason that was given to it.
    throw ending.signal.aborted ? ending.signal.reason : new RunFailure('unreachable', String(failure));
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', onStop);
  }
}

/** The problem that a refusal carries. */
export async function problemOf(answer: Response): Promise<Problem | null> {
  try {
    return (await answer.json()) as Problem | null;
  } catch {
    return null; // a proxy's page instead of a problem: the status alone has to do
  }
}

/** An open WebSocket, or an error: refused when the address answers plain requests, unreachable when it does not. */
export function openSocket(url: string, subprotocol: string, limitMs: number, stop: AbortSignal): Promise<WebSocket> {
  return new Promise<WebSocket>((resolve, reject) => {
    if (stop.aborted) {
      reject(stop.reason);
      return;
    }

    const socket = new WebSocket(url, subprotocol);
    socket.binaryType = 'arraybuffer';
    // Liveness: a handshake that gets no answer ends after limitMs.
    const timer = setTimeout(() => finish(new RunFailure('unreachable', 'no WebSocket within the limit')), limitMs);
    const onStop = (): void => finish(stop.reason);
    const finish = (failure: unknown): void => {
      clearTimeout(timer);
      stop.removeEventListener('abort', onStop);
      socket.onopen = null;
      socket.onclose = null;
      if (failure === null) {
        resolve(socket);
      } else {
        socket.close();
        reject(failure);
      }
    };
    stop.addEventListener('abort', onStop);
    socket.onopen = () => finish(null);
    // A browser does not tell why a handshake failed; the caller asks in a way that can be read.
    socket.onclose = () => finish(new RunFailure('refused', 'the WebSocket was not opened'));
  });
}

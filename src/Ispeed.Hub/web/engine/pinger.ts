import { type Line, openPing } from './line.ts';
import { loadedSpacingMs, plan } from './plan.ts';
import { RunFailure } from './runFailure.ts';
import { pause } from './waiting.ts';
import { limits } from './wire.ts';

interface Echo {
  readonly sentAt: number;
  millis: number | null;
}

/** Round-trip times over a WebSocket of their own: text messages that come back as they were. */
export class Pinger {
  readonly #socket: WebSocket;
  readonly #stop: AbortSignal;
  readonly #echoes: Echo[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;

  private constructor(socket: WebSocket, stop: AbortSignal) {
    this.#socket = socket;
    this.#stop = stop;
    socket.onmessage = ({ data }) => {
      const echo = this.#echoes[Number(data)];
      if (echo && echo.millis === null) {
        echo.millis = performance.now() - echo.sentAt;
      }
    };
  }

  static async open(line: Line, stop: AbortSignal): Promise<Pinger> {
    return new Pinger(await openPing(line, stop), stop);
  }

  /** Messages sent so far: each costs a few packets. */
  get sent(): number {
    return this.#echoes.length;
  }

  /** Wakes the radio, then measures the quiet line: the round-trip times in order. */
  async idle(): Promise<number[]> {
    for (let i = 0; i < plan.wakePackets; i++) {
      this.#send();
      await pause(plan.wakeSpanMs / plan.wakePackets, this.#stop);
    }

    const asked: Echo[][] = [];
    for (let i = 0; i < plan.idleProbes; i++) {
      const group: Echo[] = [];
      for (let one = 0; one < plan.idleGroup; one++) {
        group.push(...this.#send());
        await pause(plan.groupSpacingMs, this.#stop);
      }

      asked.push(group);
      await pause(plan.idleSpacingMs - plan.idleGroup * plan.groupSpacingMs, this.#stop);
    }

    // Liveness: late echoes are waited for until the stall limit; none at all means that nothing comes through.
    for (let waited = 0; waited < limits.clientStallMs && asked.flat().some((echo) => echo.millis === null); waited += 10) {
      if (this.#socket.readyState !== WebSocket.OPEN) {
        throw new RunFailure('broken', 'the ping connection closed');
      }

      await pause(10, this.#stop);
    }

    // What a browser adds is waking and waiting, by far more than a line changes within eight milliseconds: the quickest of a group is the line's.
    const millis = asked.flatMap((group) => {
      const answered = group.flatMap((echo) => (echo.millis === null ? [] : [echo.millis]));
      return answered.length > 0 ? [Math.min(...answered)] : [];
    });
    if (millis.length === 0) {
      throw this.#socket.readyState === WebSocket.OPEN ? new RunFailure('stalled') : new RunFailure('broken', 'the ping connection closed');
    }

    return millis;
  }

  /** Echoes until `rest`, as many as what the line carries now, in bits per second, allows; 0 while that is not known. */
  underLoad(rate: () => number): void {
    this.rest();
    const next = (): void => {
      this.#send();
      this.#timer = setTimeout(next, loadedSpacingMs(rate()));
    };
    next();
  }

  rest(): void {
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
      this.#timer = null;
    }
  }

  /** Round-trip times of echoes that were sent in a span of this worker's clock, in milliseconds. */
  between(fromMs: number, toMs: number): number[] {
    return this.#echoes.flatMap(({ sentAt, millis }) => (millis !== null && sentAt >= fromMs && sentAt <= toMs ? [millis] : []));
  }

  close(): void {
    this.rest();
    this.#socket.onmessage = null;
    this.#socket.close();
  }

  /** The echo that was sent, none where the connection is closed or has had its share. */
  #send(): Echo[] {
    if (this.#socket.readyState !== WebSocket.OPEN || this.#echoes.length >= limits.pingsPerConnection) {
      return [];
    }

    const echo: Echo = { sentAt: performance.now(), millis: null };
    this.#socket.send(String(this.#echoes.push(echo) - 1));
    return [echo];
  }
}

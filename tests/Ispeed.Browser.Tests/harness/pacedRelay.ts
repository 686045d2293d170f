import type { AddressInfo } from 'node:net';
import { createServer, type Server, Socket } from 'node:net';

const tickMs = 2;
const mostWaiting = 65_536;

/** A line of a known rate on loopback: takes TCP connections, carries them to a port, and lets only so many bits a second through, each way, all connections together. */
export class PacedRelay {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #timer: ReturnType<typeof setInterval>;

  private constructor(server: Server, sockets: Set<Socket>, timer: ReturnType<typeof setInterval>) {
    this.#server = server;
    this.#sockets = sockets;
    this.#timer = timer;
    this.port = (server.address() as AddressInfo).port;
  }

  static async start(to: number, mbps: number): Promise<PacedRelay> {
    const ways: { down: Way[]; up: Way[] } = { down: [], up: [] };
    const sockets = new Set<Socket>();
    const server = createServer((near) => {
      const far = new Socket().connect(to, '127.0.0.1');
      for (const socket of [near, far]) {
        socket.setNoDelay(true);
        sockets.add(socket);
      }

      const pair = [new Way(far, near), new Way(near, far)] as const;
      ways.down.push(pair[0]);
      ways.up.push(pair[1]);
      const end = (): void => {
        near.destroy();
        far.destroy();
        ways.down = ways.down.filter((way) => way !== pair[0]);
        ways.up = ways.up.filter((way) => way !== pair[1]);
        sockets.delete(near);
        sockets.delete(far);
      };
      for (const socket of [near, far]) {
        socket.on('close', end).on('error', end);
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      const allowed = ((now - last) * mbps * 1000) / 8;
      last = now;
      for (const side of [ways.down, ways.up]) {
        share(side, allowed);
      }
    }, tickMs);
    return new PacedRelay(server, sockets, timer);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    for (const socket of this.#sockets) {
      socket.destroy();
    }

    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** One way of one connection: holds a little, so that the sender feels the line. */
class Way {
  readonly #to: Socket;
  readonly #from: Socket;
  #waiting: Buffer[] = [];
  #bytes = 0;

  constructor(from: Socket, to: Socket) {
    this.#to = to;
    this.#from = from;
    from.on('data', (data: Buffer) => {
      this.#waiting.push(data);
      this.#bytes += data.length;
      if (this.#bytes > mostWaiting) {
        from.pause();
      }
    });
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Lets so many bytes through. */
  pass(bytes: number): void {
    let left = bytes;
    while (left > 0 && this.#waiting.length > 0) {
      const first = this.#waiting[0]!;
      const part = first.subarray(0, left);
      this.#waiting = part.length === first.length ? this.#waiting.slice(1) : [first.subarray(left), ...this.#waiting.slice(1)];
      this.#to.write(part);
      this.#bytes -= part.length;
      left -= part.length;
    }

    if (this.#bytes <= mostWaiting && this.#from.isPaused()) {
      this.#from.resume();
    }
  }
}

/** Small queues first, so that echoes and reports pass beside full streams as they would on a line with fair queues. */
function share(ways: readonly Way[], bytes: number): void {
  let left = bytes;
  const busy = ways.filter((way) => way.bytes > 0).sort((a, b) => a.bytes - b.bytes);
  for (const [index, way] of busy.entries()) {
    const part = Math.floor(Math.min(way.bytes, left / (busy.length - index)));
    way.pass(part);
    left -= part;
  }
}

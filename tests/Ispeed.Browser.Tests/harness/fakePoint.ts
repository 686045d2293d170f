import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

const webSocketKey = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'; // RFC 6455 section 1.3
const reportMs = 20;
const messageMs = 5;
const message = Buffer.alloc(16_384, 7);

/** What a point does on its paths; what is left out behaves as a test point of about 26 Mbit/s each way. */
export interface Behaviour {
  readonly plain?: Partial<Record<string, (response: ServerResponse) => void>>;
  /** How far away it stands: its answer to `hello` waits so long. */
  readonly helloAfterMs?: number;
  /** A status with which upgrades are refused. */
  readonly refuses?: number;
  readonly ping?: (peer: Peer) => void;
  readonly download?: (peer: Peer) => void;
  readonly upload?: (peer: Peer, counts: Counts) => void;
}

export interface Counts {
  bytes: number;
  beganAt: number;
}

/** Something that answers like a test point as far as a test wants it to. */
export class FakePoint {
  readonly url: string;
  /** How many connections were upgraded. */
  upgraded = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #timers = new Set<ReturnType<typeof setInterval>>();

  private constructor(server: Server) {
    this.#server = server;
    this.url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(behaviour: Behaviour): Promise<FakePoint> {
    const server = createServer((request, response) => answer(behaviour, request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const point = new FakePoint(server);
    const counts: Counts = { bytes: 0, beganAt: 0 };
    server.on('upgrade', (request: IncomingMessage, socket: Socket) => point.#upgrade(behaviour, counts, request, socket));
    return point;
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) {
      clearInterval(timer);
    }

    for (const socket of this.#sockets) {
      socket.destroy();
    }

    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #upgrade(behaviour: Behaviour, counts: Counts, request: IncomingMessage, socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy()).setNoDelay(true);
    if (behaviour.refuses !== undefined) {
      socket.end(`HTTP/1.1 ${behaviour.refuses} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      return;
    }

    this.upgraded++;
    const key = createHash('sha1').update(`${request.headers['sec-websocket-key']}${webSocketKey}`).digest('base64');
    const protocol = request.headers['sec-websocket-protocol'];
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`,
    );
    const peer = new Peer(socket, (millis, work) => this.#every(socket, millis, work));
    const path = new URL(request.url!, 'http://point').pathname;
    if (path === '/ispeed/v1/ping') {
      (behaviour.ping ?? echo)(peer);
    } else if (path === '/throughput/v1/download') {
      (behaviour.download ?? fill)(peer);
    } else {
      (behaviour.upload ?? count)(peer, counts);
    }
  }

  #every(socket: Socket, millis: number, work: () => void): void {
    const timer = setInterval(() => (socket.writable ? work() : clearInterval(timer)), millis);
    this.#timers.add(timer);
  }
}

/** The point's end of a WebSocket. */
export class Peer {
  onText: (text: string) => void = () => {};
  onBinary: (bytes: number) => void = () => {};
  readonly every: (millis: number, work: () => void) => void;
  readonly #socket: Socket;
  #early: Buffer = Buffer.alloc(0);

  constructor(socket: Socket, every: (millis: number, work: () => void) => void) {
    this.#socket = socket;
    this.every = every;
    socket.on('data', (data: Buffer) => this.#take(data));
  }

  send(content: string | Buffer): void {
    const body = Buffer.from(content);
    const head = Buffer.alloc(body.length < 126 ? 2 : 4);
    head[0] = typeof content === 'string' ? 0x81 : 0x82;
    head[1] = Math.min(body.length, 126);
    if (head.length === 4) {
      head.writeUInt16BE(body.length, 2);
    }

    this.raw(Buffer.concat([head, body]));
  }

  report(runTime: unknown, runBytes: unknown, more: object = {}): void {
    this.send(JSON.stringify({ ElapsedTime: 1, Ispeed: { RunTime: runTime, RunBytes: runBytes, ...more } }));
  }

  close(code: number): void {
    this.raw(Buffer.from([0x88, 2, code >> 8, code & 0xff]));
    this.#socket.end();
  }

  raw(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  #take(data: Buffer): void {
    this.#early = Buffer.concat([this.#early, data]);
    for (;;) {
      const frame = readFrame(this.#early);
      if (frame === null) {
        return;
      }

      this.#early = this.#early.subarray(frame.size);
      if (frame.kind === 1) {
        this.onText(frame.content.toString());
      } else if (frame.kind === 2 || frame.kind === 0) {
        // Chromium sends long messages in parts.
        this.onBinary(frame.content.length);
      } else if (frame.kind === 8) {
        this.close(1000);
      }
    }
  }
}

/** A whole frame of a browser, null while it is not complete. */
function readFrame(bytes: Buffer): { kind: number; content: Buffer; size: number } | null {
  if (bytes.length < 14 && bytes.length < 6 + (bytes[1]! & 0x7f)) {
    return null;
  }

  const short = bytes[1]! & 0x7f;
  const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  const head = (short === 126 ? 4 : short === 127 ? 10 : 2) + 4;
  if (bytes.length < head + length) {
    return null;
  }

  const content = Buffer.from(bytes.subarray(head, head + length));
  for (let i = 0; i < Math.min(length, 125); i++) {
    content[i]! ^= bytes[head - 4 + (i % 4)]!; // only short texts are looked at
  }

  return { kind: bytes[0]! & 0x0f, content, size: head + length };
}

function answer(behaviour: Behaviour, request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('Access-Control-Allow-Headers', '*');
  const path = new URL(request.url!, 'http://point').pathname;
  const given = behaviour.plain?.[path];
  if (request.method === 'OPTIONS') {
    response.writeHead(204).end();
  } else if (given !== undefined) {
    given(response);
  } else if (path === '/ispeed/v1/hello') {
    const hello = JSON.stringify({ point: 'fake', name: 'Fake', version: '0', open: true, busy: false });
    setTimeout(() => response.end(hello), behaviour.helloAfterMs ?? 0);
  } else {
    response.writeHead(404).end();
  }
}

export function echo(peer: Peer): void {
  peer.onText = (text) => peer.send(text);
}

export function fill(peer: Peer): void {
  peer.onText = () => peer.every(messageMs, () => peer.send(message));
}

export function count(peer: Peer, counts: Counts): void {
  peer.onBinary = (bytes) => {
    counts.beganAt ||= performance.now();
    counts.bytes += bytes;
  };
  peer.every(reportMs, () => {
    if (counts.bytes > 0) {
      peer.report(Math.round((performance.now() - counts.beganAt) * 1000), counts.bytes);
    }
  });
}

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const startMs = 30_000;
const endMs = 10_000;

/** A program of this repository, built before and named by the environment. */
export const builtPoint = process.env.ISPEED_POINT_DLL;
export const builtHub = process.env.ISPEED_HUB_DLL;

/** A running program with a folder of its own; both are gone after `stop`. */
export class Program {
  readonly folder: string;
  readonly #process: ChildProcess;
  readonly #exited: Promise<void>;
  #output = '';

  private constructor(folder: string, process: ChildProcess) {
    this.folder = folder;
    this.#process = process;
    this.#exited = new Promise((resolve) => process.once('exit', () => resolve()));
    for (const stream of [process.stdout, process.stderr]) {
      stream?.on('data', (text: Buffer) => {
        this.#output += text.toString();
      });
    }
  }

  /** Starts a program and waits until its address answers. */
  static async start(
    library: string,
    makeArguments: (folder: string) => string[],
    answersAt: string,
    environment: Record<string, string> = {},
  ): Promise<Program> {
    const folder = await mkdtemp(join(tmpdir(), 'ispeed-browser-'));
    const started = new Program(
      folder,
      spawn('dotnet', [library, ...makeArguments(folder)], { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] }),
    );
    // Liveness: a program that does not answer in thirty seconds has failed, and its last words are the message.
    for (const deadline = Date.now() + startMs; ; ) {
      if (await answers(answersAt)) {
        return started;
      }

      if (Date.now() > deadline || started.#process.exitCode !== null) {
        await started.stop();
        throw new Error(`${library} does not answer at ${answersAt}:\n${started.#output.slice(-4000)}`);
      }

      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** What it has printed. */
  get output(): string {
    return this.#output;
  }

  /** Ends it at once, as a power cut would. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#exited;
  }

  async stop(): Promise<void> {
    this.#process.kill('SIGTERM');
    // Liveness: a program that does not end by itself is ended.
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), endMs);
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      await this.#exited;
    }

    clearTimeout(timer);
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false; // not there yet
  }
}

/** An open test point on a port of its own. */
export async function startOpenPoint(): Promise<{ program: Program; url: string }> {
  const port = await freePort();
  const program = await Program.start(
    builtPoint!,
    (folder) => ['--open', '--id', 'browser-tests', '--name', 'Điểm đo thử', '--port', String(port), '--admin-port', '0', '--data', folder],
    `http://127.0.0.1:${port}/ispeed/v1/hello`,
  );
  return { program, url: `ws://127.0.0.1:${port}` };
}

import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { freePort, Program } from './programs.ts';

const ndt7 = new URL('../node_modules/@m-lab/ndt7/src/', import.meta.url);

/** A page of another origin than the test point's, with M-Lab's own client beside it. */
export class ForeignSite {
  readonly origin: string;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(): Promise<ForeignSite> {
    const server = createServer(async (request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://site');
      if (pathname === '/') {
        response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>foreign</title><script src="/ndt7.js"></script>');
        return;
      }

      try {
        response.setHeader('Content-Type', 'text/javascript').end(await readFile(new URL(basename(pathname), ndt7)));
      } catch {
        response.writeHead(404).end(); // an icon that browsers ask for
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new ForeignSite(server);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** A test point that is open, plain and with TLS. */
export async function startForeignPoint(library: string): Promise<{ program: Program; plain: number; secure: number; admin: string }> {
  const [plain, secure, admin] = await Promise.all([freePort(), freePort(), freePort()]);
  const program = await Program.start(
    library,
    (folder) => ['--open', '--port', `${plain}`, '--tls-port', `${secure}`, '--admin-port', `${admin}`, '--data', folder],
    `http://127.0.0.1:${plain}/ispeed/v1/hello`,
  );
  return { program, plain, secure, admin: `http://127.0.0.1:${admin}` };
}

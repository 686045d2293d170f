import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const hub = new URL('../../../src/Ispeed.Hub/', import.meta.url).pathname;
const types: Record<string, string> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** A page with nothing but the element, and the hub's own static files: the browser's side alone. */
export class BareSite {
  readonly origin: string;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(): Promise<BareSite> {
    const server = createServer(async (request, response) => {
      const url = new URL(request.url ?? '/', 'http://site');
      // As the hub sends them: the clocks of an isolated page are finer.
      response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
      response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
      if (url.pathname === '/') {
        response.setHeader('Content-Type', 'text/html; charset=utf-8').end(await page(url.searchParams));
        return;
      }

      try {
        const body = await readFile(join(hub, 'wwwroot', normalize(url.pathname)));
        response.setHeader('Content-Type', types[extname(url.pathname)] ?? 'application/octet-stream').end(body);
      } catch {
        response.writeHead(404).end(); // the API of a hub that is away answers like this as well
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new BareSite(server);
  }

  /** The address of the page for an open test point, in a language. */
  page(options: { point?: string; hub?: string; language?: 'vi' | 'en' }): string {
    return `${this.origin}/?${new URLSearchParams(options)}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

async function page(query: URLSearchParams): Promise<string> {
  const language = query.get('language') ?? 'vi';
  const texts = await readFile(join(hub, `web/speed-test/texts.${language}.json`), 'utf8');
  const given = ['point', 'hub'].flatMap((name) => (query.has(name) ? [`${name}="${query.get(name)}"`] : [])).join(' ');
  return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>i-Speed</title>
<link rel="stylesheet" href="/site.css">
<link rel="stylesheet" href="/build/speed-test.css">
<main style="padding: 1rem">
<h1 style="text-align: center; font-size: 1.25rem">i-Speed</h1>
<speed-test worker="/build/worker.js" version="0" operator="Viettel" ${given}>
<script type="application/json" data-texts>${texts.replaceAll('<', '\\u003c')}</script>
<p>No script runs here.</p>
</speed-test>
</main>
<script type="module" src="/build/speed-test.js"></script>
</html>`;
}

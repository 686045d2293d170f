import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launch } from './harness/chromium.ts';
import { ForeignSite, startForeignPoint } from './harness/foreignSite.ts';
import { builtPoint } from './harness/programs.ts';

interface Measured {
  readonly NumBytes?: number;
  readonly ElapsedTime?: number;
  readonly MeanClientMbps?: number;
  readonly TCPInfo?: Record<string, number>;
}

interface NdtAccount {
  readonly code: number;
  readonly errors: string[];
  readonly serverMessages: { download: number; upload: number };
  readonly download: { client?: Measured; server?: Measured };
  readonly upload: { client?: Measured; server?: Measured };
}

describe.skipIf(builtPoint === undefined)('clients that others wrote, against a test point', () => {
  let browser: Browser;
  let site: ForeignSite;
  let point: Awaited<ReturnType<typeof startForeignPoint>>;
  let page: Page;

  beforeAll(async () => {
    [browser, site, point] = await Promise.all([launch(), ForeignSite.start(), startForeignPoint(builtPoint!)]);
  });

  afterAll(async () => {
    await browser?.close();
    await Promise.all([site?.stop(), point?.program.stop()]);
  });

  beforeEach(async () => {
    page = await browser.newPage({ ignoreHTTPSErrors: true });
    await page.goto(site.origin);
    return () => page.close();
  });

  test.each(['ws', 'wss'] as const)('mlabs_ndt7_measures_both_directions_over_%s', { timeout: 60_000 }, async (protocol) => {
    const server = protocol === 'ws' ? `127.0.0.1:${point.plain}` : `localhost:${point.secure}`;
    const { code, errors, serverMessages, download, upload } = await page.evaluate(ndt7Test, { server, protocol });

    expect(errors).toEqual([]);
    expect(code).toBe(0);
    expect(download.client?.NumBytes).toBeGreaterThan(1_000_000);
    expect(download.server?.TCPInfo?.BytesAcked).toBeGreaterThan(0.5 * download.client!.NumBytes!);
    expect(upload.server?.TCPInfo?.BytesReceived).toBeGreaterThan(1_000_000);
    expect(upload.server?.TCPInfo?.ElapsedTime).toBeGreaterThan(9_000_000);
    // Ten a second at most, and even on a page that is busy one each 625 ms.
    for (const count of [serverMessages.download, serverMessages.upload]) {
      expect(count).toBeGreaterThan(10);
      expect(count).toBeLessThanOrEqual(105);
    }
  });

  test.each(['backend/', ''])('the_requests_of_librespeeds_front_end_are_served_at_%s', { timeout: 60_000 }, async (folder) => {
    const before = await counted();
    const seen = await page.evaluate(libreSpeedTest, `http://127.0.0.1:${point.plain}/${folder}`);

    expect(seen.address).toEqual({ processedString: '127.0.0.1', rawIspInfo: { ip: '127.0.0.1' } });
    expect(seen.pings).toHaveLength(10);
    expect(seen.failures).toBe(0);
    expect(seen.downloaded).toBeGreaterThan(6 * (1 << 20));
    expect(seen.uploadAnswers).toEqual(['200 ""', '200 ""', '200 ""']);
    expect(seen.uploadProgress).toBe(3 * 20 * (1 << 20));
    const after = await counted();
    expect(after.up - before.up).toBe(3 * 20 * (1 << 20));
    expect(after.down - before.down).toBeGreaterThanOrEqual(seen.downloaded);
  });

  /** Payload bytes of ended streams, from the point's own metrics. */
  async function counted(): Promise<{ down: number; up: number }> {
    const text = await (await fetch(`${point.admin}/metrics`)).text();
    const of = (direction: string) => Number(new RegExp(`_bytes_total\\{direction="${direction}"\\} (\\d+)`).exec(text)?.[1] ?? 0);
    return { down: of('down'), up: of('up') };
  }
});

/** Runs M-Lab's client as a page does; runs in the page. */
async function ndt7Test({ server, protocol }: { server: string; protocol: string }): Promise<NdtAccount> {
  const account = { code: -1, errors: [] as string[], serverMessages: { download: 0, upload: 0 }, download: {}, upload: {} };
  type Message = { Source: string };
  const measurement = (direction: 'download' | 'upload') => (message: Message) => {
    account.serverMessages[direction] += message.Source === 'server' ? 1 : 0;
  };
  const complete =
    (direction: 'download' | 'upload') => (message: { LastClientMeasurement: Measured; LastServerMeasurement: Measured }) => {
      account[direction] = { client: message.LastClientMeasurement, server: message.LastServerMeasurement };
    };
  // biome-ignore lint/suspicious/noExplicitAny: the script of another project declares a global
  account.code = await (globalThis as any).ndt7.test(
    {
      userAcceptedDataPolicy: true,
      server,
      protocol,
      downloadworkerfile: '/ndt7-download-worker.js',
      uploadworkerfile: '/ndt7-upload-worker.js',
      metadata: { client_name: 'ispeed-browser-tests' },
    },
    {
      error: (message: string) => account.errors.push(String(message)),
      downloadMeasurement: measurement('download'),
      uploadMeasurement: measurement('upload'),
      downloadComplete: complete('download'),
      uploadComplete: complete('upload'),
    },
  );
  return account;
}

/** What LibreSpeed's worker asks of a backend on another origin, in its order: address, pings, six downloads, three uploads; runs in the page. */
async function libreSpeedTest(backend: string) {
  const unique = () => `r=${Math.random()}`;
  const ask = (method: string, url: string, body: Blob | null, watch: (request: XMLHttpRequest) => void): Promise<XMLHttpRequest> =>
    new Promise((resolve) => {
      const request = new XMLHttpRequest();
      watch(request);
      request.onloadend = () => resolve(request);
      request.open(method, url, true);
      if (body !== null) {
        request.setRequestHeader('Content-Encoding', 'identity');
        request.setRequestHeader('Content-Type', 'application/octet-stream');
      }
      request.send(body);
    });
  const nothing = (): void => {};

  const address = JSON.parse(
    (await ask('GET', `${backend}getIP.php?cors=true&isp=true&distance=km&${unique()}`, null, nothing)).responseText,
  );
  const pings: number[] = [];
  for (let i = 0; i < 10; i++) {
    const started = performance.now();
    const answer = await ask('GET', `${backend}empty.php?cors=true&${unique()}`, null, nothing);
    if (answer.status === 200 && answer.responseText === '') {
      pings.push(performance.now() - started);
    }
  }

  let downloaded = 0;
  let failures = 0;
  let over = false;
  const open = new Set<XMLHttpRequest>();
  const stream = (): void => {
    let loaded = 0;
    void ask('GET', `${backend}garbage.php?cors=true&${unique()}&ckSize=20`, null, (request) => {
      open.add(request);
      request.responseType = 'arraybuffer';
      request.onprogress = (event) => {
        downloaded += event.loaded - loaded;
        loaded = event.loaded;
      };
      request.onerror = () => {
        failures++;
      };
    }).then((request) => {
      open.delete(request);
      if (!over) {
        stream();
      }
    });
  };
  for (let i = 0; i < 6; i++) {
    setTimeout(stream, 300 * i);
  }

  await new Promise((resolve) => setTimeout(resolve, 4000));
  over = true;
  for (const request of open) {
    request.onprogress = null;
    request.abort();
  }

  const chunk = new Uint32Array(1 << 18).map(() => Math.random() * 2 ** 32);
  const blob = new Blob(Array.from({ length: 20 }, () => chunk));
  let uploadProgress = 0;
  const uploads = await Promise.all(
    Array.from({ length: 3 }, () =>
      ask('POST', `${backend}empty.php?cors=true&${unique()}`, blob, (request) => {
        let loaded = 0;
        request.upload.onprogress = (event) => {
          uploadProgress += event.loaded - loaded;
          loaded = event.loaded;
        };
      }),
    ),
  );
  const uploadAnswers = uploads.map((answer) => `${answer.status} ${JSON.stringify(answer.responseText)}`);
  return { address, pings, downloaded, failures, uploadAnswers, uploadProgress };
}

import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FailureReason, RunPhase, Submission } from '../../src/Ispeed.Hub/web/engine/wire.ts';
import { launch, phone } from './harness/chromium.ts';
import { type Behaviour, count, echo, FakePoint, fill } from './harness/fakePoint.ts';
import { account, press } from './harness/measuring.ts';
import { BareSite } from './harness/site.ts';

const nonsense = ['', 'null', '7', '[]', '{', '-1', '1e9', 'NaN', '{"Ispeed":{"RunTime":"x","RunBytes":{}}}', '\u0000'.repeat(100)];

/** By then the streams of a load are open, and the engine listens to each. */
const heardMs = 300;

describe('the element against a point that does not keep to the protocol', () => {
  let browser: Browser;
  let site: BareSite;
  let page: Page;
  let point: FakePoint | null = null;
  let complaints: string[];

  beforeAll(async () => {
    [browser, site] = await Promise.all([launch(), BareSite.start()]);
  });

  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  });

  beforeEach(async () => {
    page = await browser.newPage({ viewport: phone });
    complaints = [];
    page.on('pageerror', (failure) => complaints.push(failure.message));
  });

  afterEach(async () => {
    await page.close();
    await point?.stop();
    point = null;
  });

  async function against(behaviour: Behaviour): Promise<Submission> {
    point = await FakePoint.start(behaviour);
    await page.goto(site.page({ point: point.url }));
    await press(page);
    const { submission } = await account(page);
    expect(complaints).toEqual([]);
    return submission;
  }

  test('an_honest_one_is_measured_so_that_the_others_fail_for_what_they_do', async () => {
    const { measurement } = await against({});
    expect(measurement.error).toBeNull();
    expect(measurement.download!.mbps).toBeGreaterThan(0);
    expect(measurement.upload!.mbps).toBeGreaterThan(0);
  });

  test('texts_that_mean_nothing_change_nothing', async () => {
    const { measurement } = await against({
      ping: (peer) => {
        echo(peer);
        peer.every(3, () => nonsense.forEach((text) => void peer.send(text)));
      },
      download: (peer) => {
        fill(peer);
        peer.every(3, () => nonsense.forEach((text) => void peer.send(text)));
      },
      upload: (peer, counts) => {
        count(peer, counts);
        peer.every(3, () => nonsense.forEach((text) => void peer.send(text)));
      },
    });
    expect(measurement.error).toBeNull();
    expect(measurement.upload!.mbps).toBeGreaterThan(0);
  });

  test('reports_that_go_back_in_bytes_or_time_are_left_out', async () => {
    const { measurement, detail } = await against({
      upload: (peer, counts) => {
        count(peer, counts);
        peer.every(7, () => {
          if (counts.bytes === 0) {
            return;
          }

          peer.report(1, counts.bytes);
          peer.report(Math.round((performance.now() - counts.beganAt) * 1000), Math.floor(counts.bytes / 2));
        });
      },
    });
    expect(measurement.error).toBeNull();
    expect(detail!.up!.series.every((bytes) => bytes >= 0)).toBe(true);
  });

  test.each<[string, Behaviour, FailureReason, RunPhase]>([
    ['hello is no JSON', { plain: { '/ispeed/v1/hello': (response) => void response.end('<html>') } }, 'protocol', 'choose'],
    ['hello is null', { plain: { '/ispeed/v1/hello': (response) => void response.end('null') } }, 'protocol', 'choose'],
    ['hello is 500', { plain: { '/ispeed/v1/hello': (response) => void response.writeHead(500).end() } }, 'refused', 'choose'],
    ['upgrades are refused', { refuses: 503 }, 'refused', 'choose'],
    ['echoes are closed at once', { ping: (peer) => peer.close(1011) }, 'broken', 'latency'],
    ['echoes never come', { ping: () => {} }, 'stalled', 'latency'],
    ['no payload comes', { download: () => {} }, 'stalled', 'download'],
    ['the download is closed before a byte', { download: (peer) => peer.close(1000) }, 'broken', 'download'],
    [
      'the download is called a protocol error',
      { download: (peer) => void setTimeout(() => peer.close(1002), heardMs) },
      'protocol',
      'download',
    ],
    [
      'frames of a kind that is not',
      { download: (peer) => peer.raw(Buffer.from([0xf7, 0x7f, 1, 2, 3, 4, 5, 6, 7, 8])) },
      'broken',
      'download',
    ],
    ['random bytes instead of frames', { download: (peer) => peer.raw(Buffer.alloc(4096, 0xa5)) }, 'broken', 'download'],
    ['the upload is never reported', { upload: () => {} }, 'stalled', 'upload'],
    ['the upload is closed at once', { upload: (peer) => peer.close(1000) }, 'broken', 'upload'],
    ['messages are too large for it', { upload: (peer) => void setTimeout(() => peer.close(1009), heardMs) }, 'protocol', 'upload'],
    ['more bytes than were sent', { upload: (peer) => peer.every(20, () => peer.report(50_000, 1e12)) }, 'protocol', 'upload'],
    ['a clock that runs ahead', { upload: (peer) => peer.every(20, () => peer.report(60_000_000, 2048)) }, 'protocol', 'upload'],
    ['a count that stands still', { upload: (peer) => peer.every(20, () => peer.report(1000, 2048)) }, 'stalled', 'upload'],
  ])('%s', async (_, behaviour, reason, phase) => {
    const { measurement } = await against(behaviour);
    expect(measurement.error).toMatchObject({ reason, phase });
    // What was measured before is kept.
    expect(measurement.latency === null).toBe(phase === 'choose' || phase === 'latency');
    expect(measurement.download === null).toBe(phase !== 'upload');
    await page.locator('speed-test[data-state=failed] h2').waitFor();
  });

  test('a_record_that_is_none_takes_nothing_from_the_figures', async () => {
    const { measurement } = await against({ plain: { '/ispeed/v1/finish': (response) => void response.end('{"record":"a.bnVsbA.c"}') } });
    expect(measurement.error).toBeNull();
    expect(Number.isSafeInteger(measurement.bytesTotal)).toBe(true);
  });

  test('a_program_that_fails_is_said_instead_of_waited_for', async () => {
    // A hub whose answer is no ticket: nothing that the engine is written for.
    point = await FakePoint.start({ plain: { '/api/v1/tickets': (response) => void response.end('null') } });
    await page.goto(site.page({ hub: point.url.replace('ws', 'http') }));
    await page.locator('.speed-go').click();
    await page.locator('speed-test[data-state=failed] h2').waitFor();
  });

  test('one_that_is_busy_after_all_is_passed_over_for_the_one_that_it_names', async () => {
    const busy = { title: 'This test point is full.', status: 503, code: 'busy', tryThese: ['named'] };
    const full = await FakePoint.start({
      refuses: 503,
      plain: { '/latency/v1/authorize': (response) => void response.writeHead(503).end(JSON.stringify(busy)) },
    });
    // Their distances put them in this order, far enough apart that a busy machine does not change it: the named one would be the last.
    const other = await FakePoint.start({ helloAfterMs: 40 });
    const named = await FakePoint.start({ helloAfterMs: 100 });
    const candidates = Object.entries({ full, other, named }).map(([id, { url }]) => ({ id, name: id, operator: null, url, secureUrl: null, load: 0 }));
    point = await FakePoint.start({
      plain: {
        '/api/v1/tickets': (response) => void response.end(JSON.stringify({ ticket: null, budgetBytes: 8e6, operator: null, candidates })),
      },
    });
    try {
      await page.goto(site.page({ hub: point.url.replace('ws', 'http') }));
      await press(page);
      const { measurement } = (await account(page)).submission;
      expect(measurement.error).toBeNull();
      expect(measurement.server?.id).toBe('named');
      expect(other.upgraded).toBe(0);
    } finally {
      await Promise.all([full.stop(), other.stop(), named.stop()]);
    }
  });
});

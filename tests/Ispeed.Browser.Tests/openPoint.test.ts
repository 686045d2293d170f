import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launch, phone } from './harness/chromium.ts';
import { account, phase, press, recordOf } from './harness/measuring.ts';
import { PacedRelay } from './harness/pacedRelay.ts';
import { builtPoint, type Program, startOpenPoint } from './harness/programs.ts';
import { BareSite } from './harness/site.ts';

describe.skipIf(builtPoint === undefined)('the element against an open test point', () => {
  let browser: Browser;
  let site: BareSite;
  let point: { program: Program; url: string };
  let page: Page;

  beforeAll(async () => {
    [browser, site, point] = await Promise.all([launch(), BareSite.start(), startOpenPoint()]);
  });

  afterAll(async () => {
    await browser?.close();
    await Promise.all([site?.stop(), point?.program.stop()]);
  });

  beforeEach(async () => {
    page = await browser.newPage({ viewport: phone });
    await page.goto(site.page({ point: point.url }));
  });

  afterEach(() => page.close());

  test('a_run_measures_both_directions_and_latency_and_agrees_with_the_points_record', async () => {
    await press(page);
    const { submission } = await account(page);
    const { measurement, detail } = submission;
    const record = recordOf(submission);

    expect(measurement.error).toBeNull();
    expect(measurement.server).toEqual({ id: null, name: 'Điểm đo thử', url: point.url });
    expect(record.run).toBe(measurement.id);
    for (const [figure, side, curve] of [
      [measurement.download, record.down, detail?.down],
      [measurement.upload, record.up, detail?.up],
    ] as const) {
      // The tolerance of spec/protocol.md, "Join of the two sides".
      expect(figure!.bytes).toBeGreaterThanOrEqual(0.97 * side!.bytes);
      expect(figure!.bytes).toBeLessThanOrEqual(1.03 * (side!.bytes + side!.inFlight) + (1 << 20));
      expect(figure!.mbps).toBeGreaterThanOrEqual(figure!.low);
      expect(figure!.mbps).toBeLessThanOrEqual(figure!.high);
      expect(curve!.series.reduce((sum, bytes) => sum + bytes, 0)).toBe(figure!.bytes - curve!.bytesAfterStop);
    }

    expect(measurement.latency!.idleMs).toBeGreaterThan(0);
    expect(detail!.idleMs).toHaveLength(25);
    expect(measurement.bytesTotal).toBeLessThanOrEqual(detail!.budgetBytes);
    await page.locator('speed-test[data-state=done] h2').waitFor();
  });

  test('the_data_that_a_run_may_cost_is_kept_on_every_network', async () => {
    for (const [access, budget] of [
      ['3g', 2e6],
      ['4g', 8e6],
      ['5g', 20e6],
    ] as const) {
      await page.goto(site.page({ point: point.url }));
      await page.locator(`.speed-chip:has(input[value="${access}"])`).click();
      await press(page);
      const { submission } = await account(page);
      const { down, up } = recordOf(submission);
      const moved = (down!.bytes + down!.inFlight + up!.bytes) * (1500 / 1448);
      expect(submission.measurement.error).toBeNull();
      expect(submission.access).toBe(access);
      expect(submission.accessSource).toBe('declared');
      expect(submission.detail!.budgetBytes).toBe(budget);
      expect(moved).toBeLessThanOrEqual(budget);
    }
  });

  test('a_press_on_stop_gives_the_page_back_at_once_and_the_run_still_gives_its_account', async () => {
    await press(page);
    await phase(page, 'latency');
    await page.locator('.speed-stop').click();
    await page.locator('speed-test[data-state=ready] .speed-go').waitFor({ timeout: 1000 });
    const { submission } = await account(page);
    expect(submission.measurement.error).toMatchObject({ reason: 'abandoned', phase: 'latency' });
    expect(submission.measurement.download).toBeNull();
  });

  test('a_stopped_run_can_be_started_again', async () => {
    await press(page);
    await phase(page, 'latency');
    await page.locator('.speed-stop').click();
    await account(page);
    await press(page);
    expect((await account(page)).submission.measurement.error).toBeNull();
  });

  test('a_hidden_page_ends_the_run_as_hidden_and_says_so', async () => {
    await press(page);
    await phase(page, 'latency');
    // Headless Chromium never hides a page by itself: the document is told so, as the browser would.
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: true, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    const { submission } = await account(page);
    expect(submission.measurement.error).toMatchObject({ reason: 'hidden' });
    await page.getByText('Trang bị ẩn').waitFor();
  });

  test('an_address_where_no_test_point_listens_is_said_to_be_unreachable', async () => {
    await page.goto(site.page({ point: 'ws://127.0.0.1:9', language: 'en' }));
    await press(page);
    const { submission } = await account(page);
    expect(submission.measurement.error).toMatchObject({ reason: 'unreachable', phase: 'choose' });
    await page.getByText('No connection.').waitFor();
  });
});

describe.skipIf(builtPoint === undefined)('a test point that goes away', () => {
  test.each(['latency', 'download'])('during_%s_is_a_sentence_within_three_seconds', async (during) => {
    const [browser, site, point] = await Promise.all([launch(), BareSite.start(), startOpenPoint()]);
    const line = await PacedRelay.start(Number(new URL(point.url).port), 50); // loopback is known before anybody can see the phase
    try {
      const page = await browser.newPage({ viewport: phone });
      await page.goto(site.page({ point: `ws://127.0.0.1:${line.port}` }));
      await press(page);
      await phase(page, during);
      await point.program.kill();
      // Liveness: three seconds from the end of the point are the promise.
      await page.locator('speed-test[data-state=failed] h2').waitFor({ timeout: 3000 });
      const { submission } = await account(page);
      expect(['broken', 'unreachable', 'stalled']).toContain(submission.measurement.error?.reason);
    } finally {
      await browser.close();
      await Promise.all([site.stop(), point.program.stop(), line.stop()]);
    }
  });
});

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launch, phone } from './harness/chromium.ts';
import { account, phase, press } from './harness/measuring.ts';
import { PacedRelay } from './harness/pacedRelay.ts';
import { builtPoint, type Program, startOpenPoint } from './harness/programs.ts';
import { BareSite } from './harness/site.ts';
import { starve } from './harness/starving.ts';

const mbps = 50;

describe.skipIf(builtPoint === undefined)('a browser on a line of 50 Mbit/s', () => {
  let browser: Browser;
  let site: BareSite;
  let point: { program: Program; url: string };
  let line: PacedRelay;
  let page: Page;

  beforeAll(async () => {
    [browser, site, point] = await Promise.all([launch(), BareSite.start(), startOpenPoint()]);
    line = await PacedRelay.start(Number(new URL(point.url).port), mbps);
    page = await browser.newPage({ viewport: phone });
  });

  afterAll(async () => {
    await browser?.close();
    await Promise.all([site?.stop(), point?.program.stop(), line?.stop()]);
  });

  const open = (): Promise<unknown> => page.goto(site.page({ point: `ws://127.0.0.1:${line.port}` }));

  test('that_is_free_to_run_is_not_named_as_the_limit', async () => {
    await open();
    await press(page);
    const { measurement } = (await account(page)).submission;
    expect(measurement.error).toBeNull();
    expect(measurement.limitedBy).toEqual([]);
    expect(measurement.family).toBe(4);
    await page.getByText('không đo được trong trình duyệt').waitFor();
  });

  test('that_gets_a_quarter_of_its_time_is_named_and_the_person_is_told', async () => {
    await open();
    await press(page);
    await phase(page, 'download');
    const feed = await starve();
    try {
      const { measurement, detail } = (await account(page)).submission;
      expect(measurement.limitedBy).toContain('cpu');
      expect(Math.max(...[detail?.down, detail?.up].map((curve) => curve?.conditions?.longestGapMicros ?? 0))).toBeGreaterThan(100_000);
      await page.getByText('Máy này quá bận').waitFor();
    } finally {
      feed();
    }
  });

  test('whose_page_is_hidden_in_a_load_was_in_the_background', async () => {
    await open();
    await press(page);
    await phase(page, 'download');
    // Headless Chromium never hides a page by itself: the document is told so, as the browser would.
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: true, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    const { measurement } = (await account(page)).submission;
    expect(measurement.error).toMatchObject({ reason: 'hidden', phase: 'download' });
    expect(measurement.limitedBy).toContain('background');
  });
});

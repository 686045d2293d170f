import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Measurement, Submission } from '../../src/Ispeed.Hub/web/engine/wire.ts';
import { desktop, launch, phone } from './harness/chromium.ts';
import { House } from './harness/house.ts';
import { picture, violations } from './harness/looking.ts';
import { account, phase, press } from './harness/measuring.ts';
import { builtHub, builtPoint } from './harness/programs.ts';

describe.skipIf(builtHub === undefined || builtPoint === undefined)('the pages with a hub and a test point', () => {
  let browser: Browser;
  let house: House;

  beforeAll(async () => {
    [browser, house] = await Promise.all([launch(), House.start()]);
  });

  afterAll(async () => {
    await browser?.close();
    await house?.stop();
  });

  /** Presses the button on a page and keeps what the element said before the page goes on. */
  async function measure(page: Page): Promise<Submission> {
    const said: Submission[] = [];
    await page.exposeFunction('keepSubmission', (submission: Submission) => said.push(submission));
    await page.evaluate(() => {
      document.addEventListener('ispeed:done', (event) => {
        (window as unknown as { keepSubmission(one: unknown): void }).keepSubmission((event as CustomEvent).detail.submission);
      });
    });
    await page.locator('.speed-go').click();
    await page.waitForURL(/\/r\//, { timeout: 30_000 });
    return said[0]!;
  }

  test('a_press_on_the_button_ends_on_the_results_page_with_the_figures_of_the_api', async () => {
    const page = await browser.newPage({ viewport: phone });
    await page.goto(`${house.address}/`);
    const { measurement } = await measure(page);
    const answer = await fetch(`${house.address}/api/v1/measurements/${measurement.id}`);
    expect(answer.status).toBe(200);
    const published = (await answer.json()) as Measurement & { proof: string };
    // Both sides are joined. Without a line between them the browser is the limit: what its kernel has acknowledged runs ahead of what the page has
    // read, and whether the two curves still agree within 10 % depends on what else the machine does.
    expect(['attested', 'disputed']).toContain(published.proof);
    expect(published.download!.mbps).toBeCloseTo(measurement.download!.mbps, 3);
    expect(published.upload!.mbps).toBeCloseTo(measurement.upload!.mbps, 3);
    expect(published.latency!.idleMs).toBeCloseTo(measurement.latency!.idleMs, 2);

    const text = ((await page.locator('main').textContent()) ?? '').replaceAll(/\s+/g, ' ');
    const { mbps } = measurement.download!;
    const digits = mbps < 9.995 ? 2 : mbps < 99.95 ? 1 : 0; // as the page prints speeds
    expect(text).toContain(new Intl.NumberFormat('vi', { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(mbps));
    await page.close();
  });

  test('the_english_page_leads_to_the_english_result', async () => {
    const page = await browser.newPage({ viewport: phone });
    await page.goto(`${house.address}/en/`);
    await page.getByRole('button', { name: 'Measure', exact: true }).waitFor();
    await measure(page);
    expect(new URL(page.url()).pathname).toMatch(/^\/en\/r\//);
    await page.close();
  });

  test('a_commune_is_found_by_its_name_with_the_keyboard_and_goes_with_the_result', async () => {
    const page = await browser.newPage({ viewport: phone });
    await page.goto(`${house.address}/`);
    await page.locator('#speed-area').fill('hoan kiem');
    await page.locator('#speed-area-list [role=option]').first().waitFor();
    await page.keyboard.press('ArrowDown');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    expect(await page.locator('#speed-area').inputValue()).toContain('Hoàn Kiếm');
    const submission = await measure(page);
    expect(submission.area).toMatch(/^\d{5}$/);
    await page.close();
  });

  test('a_result_that_the_hub_cannot_take_is_kept_and_sent_with_the_next_page', async () => {
    const context = await browser.newContext({ viewport: phone });
    const page = await context.newPage();
    await page.goto(`${house.address}/`);
    await page.route('**/api/v1/measurements', (route) => route.abort());
    await press(page);
    const { submission } = await account(page);
    await page.locator('speed-test[data-state=done] h2').waitFor();
    await page.getByText('Chưa gửi được kết quả').waitFor();
    await page.unroute('**/api/v1/measurements');

    await page.reload();
    await page.getByText('Đã gửi 1 kết quả').waitFor();
    expect((await fetch(`${house.address}/api/v1/measurements/${submission.measurement.id}`)).status).toBe(200);
    expect(await page.evaluate(() => localStorage.getItem('ispeed.kept'))).toBe('[]');
    await context.close();
  });

  test('a_page_without_scripts_says_how_to_measure', async () => {
    const context = await browser.newContext({ viewport: phone, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${house.address}/`);
    expect(await page.locator('speed-test').textContent()).toContain('ispeed measure');
    await context.close();
  });

  describe.each([
    ['phone', phone],
    ['desktop', desktop],
  ] as const)('on a %s', (device, viewport) => {
    test.each(['light', 'dark'] as const)('in_%s_every_page_is_without_accessibility_violations', async (colorScheme) => {
      const page = await browser.newPage({ viewport, colorScheme, reducedMotion: 'reduce' });
      const wrong: string[] = [];
      const look = async (name: string): Promise<void> => {
        await picture(page, `${name}-${device}-${colorScheme}`);
        wrong.push(...(await violations(page)).map((one) => `${name}: ${one}`));
      };
      const complaints: string[] = [];
      page.on('pageerror', (failure) => complaints.push(failure.message));
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));

      await page.goto(`${house.address}/`);
      await page.locator('.speed-go').waitFor();
      await look('home');
      await press(page);
      await page.locator('speed-test .trace-line[d]').first().waitFor();
      await picture(page, `running-${device}-${colorScheme}`, false);
      const { link } = await account(page);
      await page.goto(link!);
      await look('result');
      await page.goto(`${house.address}/areas/01`);
      await look('area');
      await page.close();
      expect(wrong).toEqual([]);
      expect(complaints).toEqual([]);
    });

    test('the_running_measurement_is_without_accessibility_violations', async () => {
      const page = await browser.newPage({ viewport });
      await page.goto(`${house.address}/`);
      await press(page);
      await phase(page, 'latency');
      expect(await violations(page)).toEqual([]);
      await page.close();
    });

    test('nothing_is_wider_than_the_screen', async () => {
      const page = await browser.newPage({ viewport });
      for (const path of ['/', '/en/', '/areas/01']) {
        await page.goto(`${house.address}${path}`);
        const [content, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
        expect(content, path).toBeLessThanOrEqual(screen!);
      }

      await page.close();
    });
  });
});

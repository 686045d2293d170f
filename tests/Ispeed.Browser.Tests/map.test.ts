import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { desktop, launch, phone } from './harness/chromium.ts';
import { picture, violations } from './harness/looking.ts';
import { builtHub, freePort, Program } from './harness/programs.ts';

describe.skipIf(builtHub === undefined)('the map of a hub', () => {
  let browser: Browser;
  let hub: Program;
  let address: string;

  beforeAll(async () => {
    address = `http://127.0.0.1:${await freePort()}`;
    [browser, hub] = await Promise.all([
      launch(),
      Program.start(builtHub!, (folder) => ['--urls', address, '--data', folder], `${address}/health/ready`),
    ]);
  });

  afterAll(async () => {
    await browser?.close();
    await hub?.stop();
  });

  const caption = (page: Page) => page.locator('[data-part=caption]');
  /** Set once, and gone as soon as a page is loaded. */
  const mark = (page: Page) => page.evaluate(() => Object.assign(window, { sameDocument: true }));
  const isSame = (page: Page) => page.evaluate(() => 'sameDocument' in window);
  const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');

  test('a_filter_changes_map_table_and_address_without_loading_the_page_and_back_undoes_it', async () => {
    const page = await browser.newPage({ viewport: phone });
    await page.goto(`${address}/map`);
    const before = await caption(page).textContent();
    await mark(page);
    await page.getByLabel('Loại truy nhập').selectOption('fixed');
    await page.waitForURL(/access=fixed/);
    await page.locator('[data-part=side]').getByText('dưới 100', { exact: true }).waitFor();
    expect(await caption(page).textContent()).toContain('Mạng dây');
    expect(await isSame(page)).toBe(true);

    await page.goBack();
    await page.locator('[data-part=side]').getByText('dưới 40', { exact: true }).waitFor();
    expect(await caption(page).textContent()).toBe(before);
    expect(await page.getByLabel('Loại truy nhập').inputValue()).toBe('mobile');
    expect(await isSame(page)).toBe(true);
    await page.close();
  });

  test('the_keyboard_walks_over_the_map_and_opens_a_province', async () => {
    const page = await browser.newPage({ viewport: desktop });
    await page.goto(`${address}/map`);
    const stops = page.locator('svg.map a[tabindex="0"]');
    await stops.waitFor();
    expect(await stops.count()).toBe(1);
    await page.getByLabel('Nhà mạng').focus();
    await page.keyboard.press('Tab');
    await page.locator('svg.map a[aria-label^="Thành phố Hà Nội"]').focus();
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toContain('Tỉnh Ninh Bình');
    await page.keyboard.press('ArrowRight');
    expect(await focused(page)).toContain('Tỉnh Hưng Yên');
    await page.locator('.map-bubble').getByText('Tỉnh Hưng Yên').waitFor();
    await page.keyboard.press('+');
    expect((await page.locator('svg.map').getAttribute('class')) ?? '').toContain('zoomed');
    await page.keyboard.press('Escape');
    expect((await page.locator('svg.map').getAttribute('class')) ?? '').not.toContain('zoomed');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/map\/33\?/);
    await page.close();
  });

  test('the_first_tap_of_a_finger_shows_the_figure_and_where_it_leads', async () => {
    const context = await browser.newContext({ viewport: phone, hasTouch: true });
    const page = await context.newPage();
    await page.goto(`${address}/en/map`);
    await page.locator('.map-tools').waitFor();
    await page.locator('svg.map a[aria-label^="Thành phố Huế"]').tap();
    const card = page.locator('.map-card');
    await card.getByText('not enough samples').waitFor();
    expect(new URL(page.url()).pathname).toBe('/en/map');
    await card.getByRole('link', { name: 'See the figures' }).click();
    await page.waitForURL(/\/en\/areas\/46\?/);
    await context.close();
  });

  test('without_scripts_the_form_the_links_and_the_table_are_there', async () => {
    const context = await browser.newContext({ viewport: phone, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${address}/map`);
    await page.getByLabel('Loại truy nhập').selectOption('fixed');
    await page.getByRole('button', { name: 'Xem' }).click();
    await page.waitForURL(/access=fixed/);
    expect(await caption(page).textContent()).toContain('Mạng dây');
    await page.locator('svg.map a[aria-label^="Thành phố Huế"]').click();
    await page.waitForURL(/\/map\/46\?.*access=fixed/);
    await context.close();
  });

  test.each(['light', 'dark'] as const)('in_%s_it_is_without_accessibility_violations_and_fits_the_smallest_phone', async (colorScheme) => {
    const wrong: string[] = [];
    for (const viewport of [{ width: 320, height: 640 }, desktop]) {
      const page = await browser.newPage({ viewport, colorScheme, reducedMotion: 'reduce' });
      for (const path of ['/map', '/en/map/56?access=fixed']) {
        await page.goto(`${address}${path}`);
        await page.locator('.map-tools').waitFor();
        await picture(page, `map-${path.includes('56') ? 'province' : 'country'}-${viewport.width}-${colorScheme}`);
        wrong.push(...(await violations(page)).map((one) => `${path}: ${one}`));
        const [content, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
        expect(content, path).toBeLessThanOrEqual(screen!);
      }

      await page.close();
    }

    expect(wrong).toEqual([]);
  });
});

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { desktop, launch, phone } from './harness/chromium.ts';
import { invite, numberOf, password } from './harness/invitation.ts';
import { picture, violations } from './harness/looking.ts';
import { builtHub, freePort, Program } from './harness/programs.ts';

const units = [
  'Mã đơn vị,Tên đơn vị,Mã đơn vị cấp trên,Biên chế,Thư điện tử đầu mối,Mã địa bàn',
  'SVHTT,Sở Văn hóa và Thể thao tỉnh Khánh Hòa,,42,vanthu@so.example.vn,56',
  'SVHTT.TV,Thư viện tỉnh,SVHTT,18,,',
  'SVHTT.BT,Trung tâm Bảo tồn di tích và Danh lam thắng cảnh,SVHTT,1.204,,',
].join('\r\n');

const pages = [
  '/account',
  '/account/app',
  '/account/keys',
  '/account/sign-out',
  '/console',
  '/console/organisations',
  '/console/organisations/import',
  '/console/campaigns',
  '/console/campaigns/open',
  '/console/cases',
  '/console/accounts',
  '/console/audit',
  '/en/console/accounts',
];

describe.skipIf(builtHub === undefined)('accounts and console in a browser', () => {
  let browser: Browser;
  let hub: Program;
  let address: string;

  beforeAll(async () => {
    const port = await freePort();
    address = `http://localhost:${port}`; // a passkey needs a name, not a number
    browser = await launch();
    hub = await Program.start(builtHub!, (folder) => ['--urls', address, '--data', folder], `${address}/health/ready`);
  });

  afterAll(async () => {
    await browser?.close();
    await hub?.stop();
  });

  async function join(page: Page, link: string): Promise<void> {
    await page.goto(address + link);
    await page.locator('#password').fill(password);
    await page.locator('#repeated').fill(password);
    await page.getByRole('button', { name: 'Đặt mật khẩu' }).click();
    await page.waitForURL(`${address}/account`);
  }

  test('a_passkey_is_added_and_signs_in_alone', async () => {
    const context = await browser.newContext({ viewport: phone });
    const page = await context.newPage();
    const devices = await context.newCDPSession(page);
    await devices.send('WebAuthn.enable');
    await devices.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await join(page, await invite(hub, 'national'));
    await page.getByRole('button', { name: 'Thêm khóa đăng nhập' }).click();
    await page.getByText('Đã thêm khóa đăng nhập.').waitFor();
    await page.goto(`${address}/console`);
    expect(await page.locator('h1').textContent()).toBe('Quản trị');

    await page.goto(`${address}/account/sign-out`);
    await page.getByRole('button', { name: 'Đăng xuất' }).click();
    await page.waitForURL(`${address}/account/sign-in`);
    // The password alone is not enough, although there is no app that could ask for a number.
    await page.locator('#email').fill('national@so.vn');
    await page.locator('#password').fill(password);
    await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
    await page.waitForURL(`${address}/account/second-factor`);
    await page.goto(`${address}/account/sign-in?to=%2Fconsole%2Faccounts`);
    await page.getByRole('button', { name: 'Đăng nhập bằng khóa đăng nhập (passkey)' }).click();
    await page.waitForURL(`${address}/console/accounts`);
    await context.close();
  });

  test('everything_but_the_passkey_works_without_scripts_and_every_page_can_be_read_by_all', async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false, viewport: phone });
    const page = await plain.newPage();
    await join(page, await invite(hub, 'system'));
    await page.goto(`${address}/account/app`);
    const key = (await page.locator('code.code').textContent())!.replaceAll(' ', '');
    await page.locator('#number').fill(numberOf(key));
    await page.getByRole('button', { name: 'Xác nhận' }).click();
    expect(await page.locator('.codes li').count()).toBe(10);
    await page.getByRole('link', { name: 'Tôi đã cất các mã' }).click();
    expect(new URL(page.url()).pathname).toBe('/console');

    // A department with two units and a campaign for them, by forms alone.
    await page.goto(`${address}/console/organisations/import`);
    await page.locator('#file').setInputFiles({ name: 'units.csv', mimeType: 'text/csv', buffer: Buffer.from(units) });
    await page.getByRole('button', { name: 'Nhập', exact: true }).click();
    await page.getByText('3 đơn vị mới').waitFor();
    await page.goto(`${address}/console/campaigns/open`);
    await page.locator('#title').fill('Đo băng rộng di động 2026');
    await page.locator('#key').fill('kh-2026');
    await page.locator('#issuer').fill('SVHTT');
    await page.getByRole('button', { name: 'Mở', exact: true }).click();
    await page.getByRole('button', { name: 'Tạo mã cho 3 đơn vị' }).click();
    await page.getByText('Đã tạo 3 mã.').waitFor();
    const campaign = new URL(page.url()).pathname;
    await page.goto(`${address}/console/organisations?q=thu+vien`);
    await page.getByRole('link', { name: 'Thư viện tỉnh' }).click();
    const unit = new URL(page.url()).pathname;

    const session = await plain.storageState();
    for (const [colorScheme, viewport] of [
      ['light', phone],
      ['dark', desktop],
    ] as const) {
      const context = await browser.newContext({ storageState: session, viewport, colorScheme });
      const reader = await context.newPage();
      for (const path of [...pages, campaign, unit]) {
        await reader.goto(address + path);
        expect(await violations(reader), path).toEqual([]);
        expect(await reader.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), path).toBe(true);
        const name = path
          .slice(1)
          .replace(/\/[0-9a-f-]{36}$/, '-one')
          .replaceAll('/', '-');
        await picture(reader, `${name}-${colorScheme}-${viewport.width}`);
      }

      await context.close();
    }

    await plain.close();
  }, 180_000);

  test('the_pages_before_signing_in_can_be_read_by_all', async () => {
    const page = await browser.newPage({ viewport: phone });
    const link = await invite(hub, 'operator', 'viettel');
    for (const path of ['/account/sign-in', '/en/account/sign-in', link, '/account/join/nothing']) {
      await page.goto(address + path);
      expect(await violations(page), path).toEqual([]);
      await picture(page, `before-${path.split('/').slice(1, 3).join('-')}`);
    }

    await page.close();
  });
});

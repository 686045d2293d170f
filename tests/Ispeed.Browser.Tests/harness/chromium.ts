import { type Browser, chromium } from 'playwright-core';

/** Debian's Chromium, from the environment: tests never download a browser. */
export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

export const phone = { width: 360, height: 740 };
export const desktop = { width: 1280, height: 800 };

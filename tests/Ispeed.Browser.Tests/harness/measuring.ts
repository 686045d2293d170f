import type { Page } from 'playwright-core';
import type { RunRecord, Submission } from '../../../src/Ispeed.Hub/web/engine/wire.ts';

export interface Done {
  readonly submission: Submission;
  readonly link: string | null;
}

declare global {
  interface Window {
    ispeedDone?: Promise<Done>;
  }
}

/** Presses the button and keeps the page where it is; the promise of the element's account stays in the page. */
export async function press(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.ispeedDone = new Promise((resolve) => {
      const keep = (event: Event): void => {
        // Captured before the page's own listeners, which would go on to the result.
        event.preventDefault();
        event.stopImmediatePropagation();
        resolve((event as CustomEvent).detail);
      };
      document.addEventListener('ispeed:done', keep, { capture: true, once: true });
    });
  });
  await page.locator('.speed-go').click();
}

/** The element's account of the run that was started by `press`. */
export async function account(page: Page): Promise<Done> {
  return (await page.evaluate(() => window.ispeedDone)) as Done;
}

export const phase = (page: Page, name: string) => page.locator(`speed-test [data-phase="${name}"]`).waitFor();

/** The test point's sealed record of a submission. */
export function recordOf(submission: Submission): RunRecord {
  const body = submission.record?.split('.')[1];
  if (body === undefined) {
    throw new Error('the submission carries no record');
  }

  return JSON.parse(Buffer.from(body, 'base64url').toString()) as RunRecord;
}

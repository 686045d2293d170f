import { expect, test } from 'vitest';
import { SendWindow } from './sendWindow.ts';

/** Feeds the reports of a line that takes everything up to its capacity: what is under way never exceeds the window. */
function onLine(bytesPerMilli: number, rttMillis: number, reports: number): SendWindow {
  const window = new SendWindow(rttMillis);
  let received = 0;
  for (let i = 1; i <= reports; i++) {
    received += Math.min(bytesPerMilli * 50, (window.bytes * 50) / (rttMillis + 50));
    window.reported(i * 50, Math.round(received));
  }

  return window;
}

test.each([
  ['slow', 60, 80],
  ['40/15 Mbit/s', 1875, 50],
  ['fast and near', 12_500, 5],
])('a_%s_line_is_filled_within_a_second_and_the_queue_stays_short', (_, bytesPerMilli, rttMillis) => {
  const window = onLine(bytesPerMilli, rttMillis, 30);
  const product = bytesPerMilli * (rttMillis + 50);
  expect(window.rate).toBeGreaterThan(bytesPerMilli * 0.95);
  expect(window.bytes).toBeGreaterThanOrEqual(product);
  expect(window.bytes).toBeLessThanOrEqual(Math.max(32_768, product * 1.76));
});

test('reports_that_go_back_are_ignored', () => {
  const window = new SendWindow(20);
  window.reported(100, 50_000);
  window.reported(200, 100_000);
  const before = window.rate;
  window.reported(150, 90_000);
  window.reported(250, 80_000);
  expect(window.rate).toBe(before);
});

import { expect, test } from 'vitest';
import { LineSampler } from './lineSampler.ts';
import { StopRule } from './numbers/stopRule.ts';
import { stopRuleOptions } from './numbers/stopRuleOptions.ts';
import type { Direction, StopReason } from './wire.ts';

/** A line that carries `rate(second)` megabits, seen every 5 ms: first flooded, then whatever the sampler asks for, 20 ms later. */
function sampled(
  rate: (second: number) => number,
  budgetBytes: number,
  direction: Direction = 'down',
): { rule: StopRule; reason: StopReason | null; asked: number } {
  const rule = new StopRule(stopRuleOptions({ rttMicros: 20_000, budgetBytes }));
  let sampler: LineSampler | null = null;
  let total = 0;
  let asked = 0;
  let queued = 0;
  let reason: StopReason | null = null;
  const coming: { at: number; bytes: number }[] = [];
  for (let at = 5000; at < 12_000_000 && reason === null; at += 5000) {
    while (coming[0] !== undefined && coming[0].at <= at) {
      queued += coming.shift()!.bytes;
    }

    const carried = Math.round((rate(at / 1e6) * 1e6 * 0.005) / 8);
    const moved = sampler === null ? carried : Math.min(carried, queued);
    queued -= sampler === null ? 0 : moved;
    total += moved;
    reason = rule.add(at, total);
    if (sampler !== null) {
      const look = sampler.look();
      reason ??= look.reason;
      asked += look.send;
      coming.push({ at: at + 20_000, bytes: look.send });
    } else if (rule.shallSample) {
      sampler = new LineSampler(rule, direction);
    }
  }

  return { rule, reason, asked };
}

test('a_line_that_swings_is_sampled_until_its_mean_is_known_or_ten_seconds_are_over_for_a_part_of_a_floods_data', () => {
  const { rule, reason } = sampled((second) => 40 + 20 * Math.sin(5 * second), 1e9);
  const { low, high } = rule.figure();
  expect(['interval', 'time']).toContain(reason);
  expect(rule.spans().length).toBeGreaterThan(7);
  expect(low / 1e6).toBeLessThan(40);
  expect(high / 1e6).toBeGreaterThan(40);
  expect(rule.series.totalBytes).toBeLessThan((((40e6 / 8) * rule.series.endMicros) / 1e6) * 0.35);
});

test('spans_are_in_order_and_at_most_a_burst_long', () => {
  const { rule } = sampled((second) => 40 + 20 * Math.sin(5 * second), 1e9);
  const [, ...samples] = rule.spans();
  let before = 0;
  for (const { fromMicros, toMicros } of samples) {
    expect(fromMicros).toBeGreaterThanOrEqual(before);
    expect(toMicros - fromMicros).toBeGreaterThanOrEqual(20_000);
    expect(toMicros - fromMicros).toBeLessThanOrEqual(50_000);
    before = toMicros;
  }
});

test('a_small_budget_is_spread_over_the_ten_seconds_and_never_overspent', () => {
  const { rule, reason } = sampled((second) => 40 + 20 * Math.sin(5 * second), 6e6);
  expect(['budget', 'time']).toContain(reason);
  expect(rule.series.totalBytes).toBeLessThanOrEqual(6e6);
});

test('an_upload_is_sampled_more_often_so_that_its_sender_does_not_forget_its_window', () => {
  const { rule } = sampled((second) => 40 + 20 * Math.sin(5 * second), 1e9, 'up');
  const begins = rule
    .spans()
    .slice(1)
    .map(({ fromMicros }) => fromMicros);
  expect(begins.length).toBeGreaterThan(20);
  for (const [i, from] of begins.slice(1).entries()) {
    expect(from - begins[i]!).toBeLessThan(300_000);
  }
});

test('a_line_that_stands_still_after_all_is_known_after_eight_slots', () => {
  const { rule, reason } = sampled((second) => (second < 1.5 ? 40 + 15 * Math.sin(40 * second) : 40), 1e9);
  expect(reason).toBe('interval');
  expect(rule.series.endMicros).toBeLessThan(9_000_000);
});

test('what_a_line_that_has_become_slow_still_carries_is_the_next_sample', () => {
  const { rule, asked } = sampled((second) => (second < 1.2 ? 40 + 20 * Math.sin(20 * second) : 2), 1e9);
  const flood = rule.spans()[0]!.toMicros;
  const carried = ((rule.series.endMicros - flood) / 1e6) * (2e6 / 8);
  expect(asked).toBeLessThan(1_500_000 + carried);
});

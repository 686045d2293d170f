import { expect, test } from 'vitest';
import { bytesWithTail, type Load } from './load.ts';
import { StopRule } from './numbers/stopRule.ts';
import { stopRuleOptions } from './numbers/stopRuleOptions.ts';
import type { RunSide } from './wire.ts';

const megabyte = 1_000_000;

/** The test point's account of so many bytes. */
const side = (bytes: number): RunSide => ({
  bytes,
  inFlight: 0,
  congestionControl: 'bbr',
  minRttMicros: 20_000,
  bytesRetransmitted: 0,
  busyMicros: 0,
  receiverLimitedMicros: 0,
  senderLimitedMicros: 0,
});

/** A second at 8 Mbit/s. */
function second(moved: number): Load {
  const rule = new StopRule(stopRuleOptions({ rttMicros: 20_000, budgetBytes: 1e9 }));
  for (let i = 1; i <= 50; i++) {
    rule.series.tryAdd(i * 20_000, i * 20_000);
  }

  return {
    direction: 'down',
    rule,
    streams: 2,
    rttMicros: 20_000,
    stoppedBy: 'stable',
    failure: null,
    counted: megabyte,
    moved,
    beganMs: 0,
    zeroMs: 0,
    endedMs: 1000,
  };
}

test('the_tail_is_taken_from_the_test_points_count', () => {
  expect(bytesWithTail(second(megabyte), side(1_080_000))).toBe(1_080_000);
});

test('a_tail_longer_than_a_round_trip_and_a_queue_is_not_believed', () => {
  expect(bytesWithTail(second(megabyte), side(9 * megabyte))).toBe(megabyte + 220_000 + 65_536);
});

test('the_own_count_stands_when_the_test_point_counted_less_or_nothing', () => {
  expect(bytesWithTail(second(megabyte), side(900_000))).toBe(megabyte);
  expect(bytesWithTail(second(megabyte), null)).toBe(megabyte);
});

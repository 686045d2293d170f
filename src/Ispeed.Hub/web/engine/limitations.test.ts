import { expect, test } from 'vitest';
import { conditionsOf, type LoadSeen, limitationsOf } from './limitations.ts';
import { StopRule } from './numbers/stopRule.ts';
import { stopRuleOptions } from './numbers/stopRuleOptions.ts';
import type { RunSide } from './wire.ts';

const awake = { longestGapMs: 14, lateShare: 0 };
const page = { webKit: false, hidden: false };

/** A second of a load at so many megabits, all of it counted. */
function seen(mbps: number, punctuality = awake, side: Partial<RunSide> | null = null, direction: 'down' | 'up' = 'down'): LoadSeen {
  const rule = new StopRule(stopRuleOptions({ rttMicros: 20_000, budgetBytes: 1e12 }));
  for (let i = 1; i <= 50; i++) {
    rule.series.tryAdd(i * 20_000, Math.round((i * 20_000 * mbps) / 8));
  }

  const counted = rule.series.totalBytes;
  return {
    load: {
      direction,
      rule,
      streams: 2,
      rttMicros: 20_000,
      stoppedBy: 'stable',
      failure: null,
      counted,
      moved: counted,
      beganMs: 0,
      zeroMs: 0,
      endedMs: 1000,
    },
    punctuality,
    queued: false,
    side:
      side === null
        ? null
        : {
            bytes: counted,
            inFlight: 0,
            congestionControl: 'bbr',
            minRttMicros: 20_100,
            bytesRetransmitted: 1448,
            busyMicros: 1_000_000,
            receiverLimitedMicros: 0,
            senderLimitedMicros: 0,
            ...side,
          },
  };
}

test('a_run_on_a_free_machine_shows_the_line', () => {
  expect(limitationsOf([seen(100, awake, {}), seen(100, awake, {}, 'up')], page)).toEqual([]);
});

test('a_worker_that_is_woken_late_names_the_processor_once', () => {
  expect(limitationsOf([seen(100, { longestGapMs: 60, lateShare: 0.3 })], page)).toEqual(['cpu']);
  expect(limitationsOf([seen(100, { longestGapMs: 400, lateShare: 0.05 }), seen(5, { longestGapMs: 400, lateShare: 1 })], page)).toEqual([
    'cpu',
  ]);
});

test.each([
  [790, false, []],
  [810, false, ['browser']],
  [490, true, []],
  [510, true, ['browser']],
] as const)('at_%i_Mbit/s_with_WebKit_%s_the_browser_is_judged', (mbps, webKit, expected) => {
  expect(limitationsOf([seen(mbps)], { webKit, hidden: false })).toEqual(expected);
});

test('a_tenth_of_the_points_busy_time_held_back_by_a_window_or_a_buffer_is_named', () => {
  expect(limitationsOf([seen(300, awake, { receiverLimitedMicros: 99_000, senderLimitedMicros: 99_000 })], page)).toEqual([]);
  expect(limitationsOf([seen(100, awake, { receiverLimitedMicros: 900_000 })], page)).toEqual([]); // 100 Mbit/s over 20 ms fill no window
  expect(limitationsOf([seen(300, awake, { receiverLimitedMicros: 100_000, senderLimitedMicros: 100_000 })], page)).toEqual([
    'rwnd-limited',
    'sndbuf-limited',
  ]);
});

test('a_page_that_was_hidden_in_a_load_was_in_the_background', () => {
  expect(limitationsOf([seen(100)], { webKit: false, hidden: true })).toEqual(['background']);
});

test('conditions_say_what_was_seen_and_null_for_what_was_not', () => {
  expect(conditionsOf(seen(100, awake, { receiverLimitedMicros: 123_456 }))).toEqual({
    congestionControl: 'bbr',
    minRttMicros: 20_100,
    bytesRetransmitted: 1448,
    applicationLimited: null,
    receiverLimited: 0.1235,
    senderLimited: 0,
    cpuShare: null,
    longestGapMicros: 14_000,
  });
  expect(conditionsOf(seen(100, awake, { congestionControl: null }, 'up'))).toMatchObject({
    congestionControl: null,
    bytesRetransmitted: null,
    receiverLimited: null,
    senderLimited: null,
  });
  expect(conditionsOf(seen(100))).toMatchObject({ congestionControl: null, minRttMicros: null, longestGapMicros: 14_000 });
});

import { expect, test } from 'vitest';
import { PunctualityWatch } from './punctuality.ts';

function woken(at: readonly number[]): PunctualityWatch {
  let now = 0;
  const watch = new PunctualityWatch(() => now);
  for (now of at) {
    watch.beat();
  }

  return watch;
}

const every10 = Array.from({ length: 101 }, (_, i) => i * 10);

test('a_timer_that_comes_when_it_is_due_is_never_late', () => {
  expect(woken(every10).between(0, 1000)).toEqual({ longestGapMs: 10, lateShare: 0 });
});

test('the_time_after_a_wake_up_was_due_counts_as_late', () => {
  const watch = woken(every10.filter((at) => at <= 300 || at >= 500));
  expect(watch.between(0, 1000)).toEqual({ longestGapMs: 200, lateShare: 0.19 });
});

test('only_the_span_that_is_asked_for_counts', () => {
  const watch = woken(every10.filter((at) => at <= 300 || at >= 500));
  expect(watch.between(500, 1000)).toEqual({ longestGapMs: 10, lateShare: 0 });
  expect(watch.between(400, 600)).toEqual({ longestGapMs: 200, lateShare: 0.5 });
});

test('jitter_of_a_healthy_timer_is_not_lateness', () => {
  const watch = woken(every10.filter((at) => at % 50 === 0));
  expect(watch.between(0, 1000).lateShare).toBe(0);
});

import { describe, expect, test } from 'vitest';
import grade from '../../../../../spec/vectors/grade.json';
import interval from '../../../../../spec/vectors/interval.json';
import jitter from '../../../../../spec/vectors/jitter.json';
import quantiles from '../../../../../spec/vectors/quantile.json';
import rate from '../../../../../spec/vectors/rate.json';
import stopRules from '../../../../../spec/vectors/stop-rule.json';
import student from '../../../../../spec/vectors/student-t.json';
import wilson from '../../../../../spec/vectors/wilson.json';
import { blockInterval } from './blockInterval.ts';
import { bufferbloatGrade } from './bufferbloatGrade.ts';
import { ByteSeries } from './byteSeries.ts';
import { delayVariation95, meanAbsoluteDifference } from './jitter.ts';
import { quantile } from './quantile.ts';
import { StopRule } from './stopRule.ts';
import { type StopRuleOptions, stopRuleOptions } from './stopRuleOptions.ts';
import { within95 } from './studentT.ts';
import { wilsonInterval } from './wilson.ts';

// The names and tolerances of spec/vectors: the same files are read by tests/Ispeed.Measure.Tests.
const near = (actual: number, expected: number, relative: number): void => {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(relative * Math.max(1, Math.abs(expected)));
};

const nearOrNull = (actual: number | null, expected: number | null): void => {
  if (expected === null || actual === null) {
    expect(actual).toBe(expected);
  } else {
    near(actual, expected, 1e-9);
  }
};

describe('grade', () => {
  test.each(grade.cases)('$name', ({ increaseMillis, expected }) => {
    expect(bufferbloatGrade(increaseMillis)).toBe(expected);
  });
});

describe('quantile', () => {
  test.each(quantiles.cases)('$name', ({ values, share, expected }) => {
    near(quantile(values, share), expected, 1e-9);
  });
});

describe('jitter', () => {
  test.each(jitter.cases)('$name', ({ roundTrips, expected }) => {
    nearOrNull(meanAbsoluteDifference(roundTrips), expected.meanAbsoluteDifference);
    nearOrNull(delayVariation95(roundTrips), expected.delayVariation95);
  });
});

describe('student-t', () => {
  test.each(student.cases)('$name', ({ degrees, expected }) => {
    near(within95(degrees), expected, 5e-4);
  });
});

describe('wilson', () => {
  test.each(wilson.cases)('$name', ({ hits, tries, expected }) => {
    const { low, high } = wilsonInterval(hits, tries);
    near(low, expected.low, 1e-9);
    near(high, expected.high, 1e-9);
  });
});

describe('interval', () => {
  test.each(interval.cases)('$name', ({ blocks, expected }) => {
    const actual = blockInterval(blocks);
    near(actual.mean, expected.mean, 1e-9);
    near(actual.effectiveBlocks, expected.effectiveBlocks, 1e-9);
    if (expected.halfWidth === null) {
      expect(actual.halfWidth).toBe(Number.POSITIVE_INFINITY);
    } else {
      near(actual.halfWidth, expected.halfWidth, 1e-3);
    }
  });
});

describe('rate', () => {
  test.each(rate.cases)('$name', ({ points, fromMicros, toMicros, stepMicros, expected }) => {
    const series = new ByteSeries();
    for (const [at, bytes] of points) {
      series.tryAdd(at!, bytes!);
    }

    near(series.bitsPerSecond(fromMicros, toMicros), expected.bitsPerSecond, 1e-9);
    expect(series.deltas(stepMicros)).toEqual(expected.deltas);
  });
});

interface StopRuleCase {
  name: string;
  options: Partial<StopRuleOptions> & Pick<StopRuleOptions, 'rttMicros' | 'budgetBytes'>;
  senderLeftStartUpAt?: number | null;
  points: number[][];
  expected: { reason: string | null; atMicros: number | null; fromMicros: number; bitsPerSecond: number; low: number; high: number };
}

describe('stop-rule', () => {
  test.each(stopRules.cases as unknown as StopRuleCase[])('$name', ({ options, senderLeftStartUpAt, points, expected }) => {
    const rule = new StopRule(stopRuleOptions(options));
    let reason: string | null = null;
    let stoppedAt: number | null = null;
    let said = false;
    for (const [at, bytes] of points) {
      if (senderLeftStartUpAt !== undefined && senderLeftStartUpAt !== null && !said && at! >= senderLeftStartUpAt) {
        rule.senderLeftStartUp(senderLeftStartUpAt);
        said = true;
      }

      reason = rule.add(at!, bytes!);
      if (reason !== null) {
        stoppedAt = at!;
        break;
      }
    }

    const figure = rule.figure();
    expect(reason).toBe(expected.reason);
    expect(stoppedAt ?? rule.series.endMicros).toBe(expected.atMicros);
    expect(figure.fromMicros).toBe(expected.fromMicros);
    near(figure.bitsPerSecond, expected.bitsPerSecond, 1e-9);
    near(figure.low, expected.low, 1e-3);
    near(figure.high, expected.high, 1e-3);
  });
});

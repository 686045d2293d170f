import { describe, expect, test } from 'vitest';
import curves from '../../../../../spec/vectors/curve.json';
import figures from '../../../../../spec/vectors/figure.json';
import grade from '../../../../../spec/vectors/grade.json';
import interval from '../../../../../spec/vectors/interval.json';
import jitter from '../../../../../spec/vectors/jitter.json';
import latencies from '../../../../../spec/vectors/latency.json';
import losses from '../../../../../spec/vectors/loss.json';
import quantiles from '../../../../../spec/vectors/quantile.json';
import quietLine from '../../../../../spec/vectors/quiet-line.json';
import rate from '../../../../../spec/vectors/rate.json';
import windows from '../../../../../spec/vectors/send-window.json';
import stopRules from '../../../../../spec/vectors/stop-rule.json';
import growths from '../../../../../spec/vectors/stream-growth.json';
import student from '../../../../../spec/vectors/student-t.json';
import wilson from '../../../../../spec/vectors/wilson.json';
import type { Curve, Latency, Loss, ProbeCount } from '../wire.ts';
import { blockInterval } from './blockInterval.ts';
import { bufferbloatGrade } from './bufferbloatGrade.ts';
import { ByteSeries } from './byteSeries.ts';
import { printedFigure } from './curveFigure.ts';
import { estimate } from './estimate.ts';
import { delayVariation95, meanAbsoluteDifference } from './jitter.ts';
import { latencyFigures } from './latencyFigures.ts';
import { lossEstimate } from './lossEstimate.ts';
import { quantile } from './quantile.ts';
import { isRestless } from './quietLine.ts';
import { SendWindow } from './sendWindow.ts';
import { StopRule } from './stopRule.ts';
import { type StopRuleOptions, stopRuleOptions } from './stopRuleOptions.ts';
import { StreamGrowth, smallWindowBytes } from './streamGrowth.ts';
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

describe('quiet line', () => {
  test.each(quietLine.cases)('$name', ({ idleMs, expected }) => {
    expect(isRestless(idleMs)).toBe(expected);
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

type GivenOptions = Partial<StopRuleOptions> & Pick<StopRuleOptions, 'rttMicros' | 'budgetBytes'>;

interface StopRuleCase {
  name: string;
  options: GivenOptions;
  senderLeftStartUpAt?: number;
  losesSegments?: boolean;
  points: [number, number][];
  expected: {
    reason: string | null;
    shallSample?: boolean;
    atMicros: number;
    fromMicros: number;
    bitsPerSecond: number;
    low: number;
    high: number;
  };
}

const nearFigure = (
  actual: { bitsPerSecond: number; low: number; high: number },
  expected: { bitsPerSecond: number; low: number; high: number },
): void => {
  near(actual.bitsPerSecond, expected.bitsPerSecond, 1e-9);
  expect(Math.abs(actual.low - expected.low)).toBeLessThanOrEqual(Math.max(1e-9, expected.bitsPerSecond * 1e-3));
  expect(Math.abs(actual.high - expected.high)).toBeLessThanOrEqual(Math.max(1e-9, expected.bitsPerSecond * 1e-3));
};

describe('stop-rule', () => {
  test.each(stopRules.cases as unknown as StopRuleCase[])('$name', (one) => {
    const rule = new StopRule(stopRuleOptions(one.options));
    rule.losesSegments = one.losesSegments ?? false;
    let reason: string | null = null;
    for (const [at, bytes] of one.points) {
      if (at >= (one.senderLeftStartUpAt ?? Number.POSITIVE_INFINITY)) {
        rule.senderLeftStartUp(one.senderLeftStartUpAt!);
      }

      reason = rule.add(at, bytes);
      if (reason !== null || rule.shallSample) {
        break;
      }
    }

    expect(reason).toBe(one.expected.reason);
    expect(rule.shallSample).toBe(one.expected.shallSample ?? false);
    expect(rule.series.endMicros).toBe(one.expected.atMicros);
    expect(rule.spans()[0]!.fromMicros).toBe(one.expected.fromMicros);
    nearFigure(rule.figure(), one.expected);
  });
});

describe('figure', () => {
  test.each(figures.cases)('$name', ({ points, spans, options, expected }) => {
    const series = new ByteSeries();
    for (const [at, bytes] of points) {
      series.tryAdd(at!, bytes!);
    }

    const seen = spans.reduce((sum, { fromMicros, toMicros }) => sum + series.pointsWithin(fromMicros, toMicros), 0);
    nearFigure(estimate(series, spans, seen, stopRuleOptions(options)), expected);
  });
});

describe('send-window', () => {
  test.each(windows.cases)('$name', ({ rttMillis, reports, expected }) => {
    const window = new SendWindow(rttMillis);
    expect(reports).toHaveLength(expected.length);
    for (const [i, [at, bytes]] of reports.entries()) {
      window.reported(at!, bytes!);
      near(window.rate, expected[i]!.bytesPerMilli, 1e-9);
      near(window.bytes, expected[i]!.bytes, 1e-9);
    }
  });
});

interface GrowthCase {
  name: string;
  options: GivenOptions;
  direction: 'down' | 'up';
  streams: number;
  mostStreams: number;
  losesSegments?: boolean;
  points: [number, number][];
  expected: { starts: number[]; warmUpEnds: (number | null)[]; warmUpEndMicros: number | null; endMicros: number; reason: string | null };
}

describe('stream-growth', () => {
  test.each(growths.cases as unknown as GrowthCase[])('$name', (one) => {
    const rule = new StopRule(stopRuleOptions(one.options));
    rule.losesSegments = one.losesSegments ?? false;
    const fewestUnderWay = one.direction === 'down' ? smallWindowBytes : 0;
    const growth = new StreamGrowth(rule, { streams: one.streams, most: one.mostStreams, fewestUnderWay });
    const starts: number[] = [];
    const warmUpEnds: (number | null)[] = [];
    let reason: string | null = null;
    for (const [at, bytes] of one.points) {
      reason = rule.add(at, bytes);
      if (reason !== null || rule.shallSample) {
        break;
      }

      if (growth.grows()) {
        starts.push(at);
        warmUpEnds.push(rule.warmUpEndMicros);
      }
    }

    const { warmUpEndMicros } = rule;
    expect({ starts, warmUpEnds, warmUpEndMicros, endMicros: rule.series.endMicros, reason }).toEqual(one.expected);
  });
});

interface LatencyCase {
  name: string;
  idleMs: number[];
  loadedDownMs: number[];
  loadedUpMs: number[];
  expected: Latency | null;
}

describe('latency', () => {
  test.each(latencies.cases as unknown as LatencyCase[])('$name', ({ idleMs, loadedDownMs, loadedUpMs, expected }) => {
    const actual = latencyFigures(idleMs, loadedDownMs, loadedUpMs);
    if (actual === null || expected === null) {
      expect(actual).toBe(expected);
      return;
    }

    expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
    for (const [name, value] of Object.entries(expected)) {
      const own = actual[name as keyof Latency];
      if (typeof value === 'number' && typeof own === 'number') {
        expect(Math.abs(own - value)).toBeLessThanOrEqual(name === 'shortRpm' ? 0.51 : 0.00051);
      } else {
        expect(own).toBe(value);
      }
    }
  });
});

describe('loss', () => {
  test.each(losses.cases as unknown as { name: string; counts: ProbeCount[]; expected: Loss | null }[])('$name', ({ counts, expected }) => {
    expect(lossEstimate(counts)).toEqual(expected);
  });
});

interface CurveCase {
  name: string;
  curve: Curve;
  expected: { mbps: number; low: number; high: number; bytes: number; seconds: number };
}

describe('curve', () => {
  test.each(curves.cases as unknown as CurveCase[])('$name', ({ curve, expected }) => {
    const actual = printedFigure(curve, 'time');
    expect(Math.abs(actual.mbps - expected.mbps)).toBeLessThanOrEqual(0.00051);
    expect(Math.abs(actual.low - expected.low)).toBeLessThanOrEqual(0.00051 + expected.mbps * 1e-3);
    expect(Math.abs(actual.high - expected.high)).toBeLessThanOrEqual(0.00051 + expected.mbps * 1e-3);
    expect(actual.bytes).toBe(expected.bytes);
    expect(actual.seconds).toBe(expected.seconds);
  });
});

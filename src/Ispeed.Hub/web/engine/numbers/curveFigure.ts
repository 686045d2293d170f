import type { CountedSpan, Curve, LoadConditions, StopReason, Throughput } from '../wire.ts';
import { ByteSeries } from './byteSeries.ts';
import { type Estimate, estimate } from './estimate.ts';
import type { StopRule } from './stopRule.ts';
import { stopRuleOptions } from './stopRuleOptions.ts';

const longStepMillis = 20;
const shortStepMillis = 5; // of a short or a sampled curve, where 20 ms would blur what counts
const shortMicros = 400_000;

/** The figure of a stored curve: what is printed is computed from what is kept, so that anybody can compute it again and get the same. */
export function curveFigure(curve: Curve): Estimate {
  const { rttMicros, stepMillis, fromMicros, toMicros, points } = curve;
  const series = ByteSeries.fromDeltas(stepMillis * 1000, curve.series, toMicros);
  const spans = curve.spans && curve.spans.length > 0 ? curve.spans : [{ fromMicros, toMicros }];
  return estimate(series, spans, points ?? Number.POSITIVE_INFINITY, stopRuleOptions({ rttMicros, budgetBytes: Number.MAX_SAFE_INTEGER }));
}

/** The printed figure of a curve. */
export function printedFigure(curve: Curve, stoppedBy: StopReason): Throughput {
  const { bitsPerSecond, low, high } = curveFigure(curve);
  return {
    mbps: printed(bitsPerSecond),
    low: printed(low),
    high: printed(high),
    bytes: curve.series.reduce((sum, gained) => sum + gained, curve.bytesAfterStop),
    seconds: curve.toMicros / 1e6,
    stoppedBy,
  };
}

/** The curve of a load as it is kept. */
export function keptCurve(rule: StopRule, streams: number, bytesAfterStop: number, conditions: LoadConditions | null): Curve {
  const seen = rule.spans();
  const { series, options } = rule;
  const stepMillis = seen.length > 1 || series.endMicros < shortMicros ? shortStepMillis : longStepMillis;
  const spans = seen.map((span) => onSteps(span, stepMillis * 1000, series.endMicros));
  return {
    streams,
    rttMicros: options.rttMicros,
    fromMicros: spans[0]!.fromMicros,
    toMicros: series.endMicros,
    bytesAfterStop,
    stepMillis,
    series: series.deltas(stepMillis * 1000),
    conditions,
    spans,
    points: rule.points(),
  };
}

/** Between two steps the kept curve is a straight line: a span begins and ends where it is exact. */
function onSteps(span: CountedSpan, step: number, end: number): CountedSpan {
  const fromMicros = Math.ceil(span.fromMicros / step) * step;
  const toMicros = span.toMicros === end ? end : Math.floor(span.toMicros / step) * step;
  return fromMicros < toMicros ? { fromMicros, toMicros } : span;
}

/** To the kilobit: what lies below is arithmetic, not knowledge. */
const printed = (bitsPerSecond: number): number => Number((bitsPerSecond / 1e6).toFixed(3));

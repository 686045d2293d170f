// The bars of the method and what was measured against each.
import { LINES } from "./lines.mjs";
import { median, quantile, share } from "./quantiles.mjs";
import { idleTruth } from "./truth.mjs";

const SIDES = [
  ["down", "download"],
  ["up", "upload"],
];

/** Rows {what, bar, measured, reached}; reached is null where nothing was measured. */
export function summary(rows) {
  const inSet = (...sets) => rows.filter((row) => sets.includes(lineOf(row).set));
  const fixed = inSet("static");
  const varying = inSet("varying");
  const loads = inSet("static", "hard", "varying");
  return [
    ...SIDES.flatMap(([side, word]) => [
      atMost(`static lines, ${word}: median error`, percent, 0.02, median(errors(fixed, side))),
      atMost(`static lines, ${word}: 95th percentile of the error`, percent, 0.08, quantile(errors(fixed, side), 0.95)),
    ]),
    ...SIDES.map(([side, word]) => atMost(`varying lines, ${word}: median error against ten seconds`, percent, 0.1, median(errors(varying, side)))),
    ...SIDES.map(([side, word]) => atLeast(`varying lines, ${word}: the 95 % interval holds the ten-second truth`, percent, 0.93, share(holding(varying, side)))),
    ...SIDES.map(([side, word]) => atLeast(`static lines, ${word}: the 95 % interval holds the truth`, percent, 0.93, share(holding(fixed, side)))),
    atMost("data, download, as a part of the ten-second run: median of all lines", ratio, 1 / 8, median(loads.map(dataRatio))),
    atMost("data, download, 40/15@50: median", megabytes, 3e6, median(rows.filter((row) => row.line === "40/15@50").map((row) => row.down?.lineBytes ?? null))),
    atMost("download phase, static lines: median", seconds, 1, median(fixed.map((row) => row.down?.seconds ?? null))),
    atMost("idle latency, static lines: median error", millis, 0.3, median(fixed.map(idleError))),
    atMost("idle latency, static lines: 95th percentile of the error", millis, null, quantile(fixed.map(idleError), 0.95)),
    ...["40/15@50+queue50", "40/15@50", "40/15@50+queue1000"].flatMap((name) =>
      SIDES.map(([side, word]) =>
        atMost(`latency under ${word}, queue of ${LINES.find((line) => line.name === name).queue} ms: median error`, percent, 0.15, median(loadedErrors(rows, name, side))),
      ),
    ),
    atLeast("loss: the 95 % interval holds the truth", percent, 0.94, share(inSet("loss").flatMap(lossHolds))),
    atLeast("the run stays within its budget, counted at the line", percent, 1, share(rows.map((row) => (row.lineBytes ? row.lineBytes <= row.budgetBytes : null)))),
    atMost("runs that failed", (count) => String(count), 0, rows.length > 0 ? rows.filter((row) => row.failure).length : null),
  ].filter((row) => row.measured !== "–");
}

/** The line of a row. */
export const lineOf = (row) => LINES.find((line) => line.name === row.line);

/** Signed error of a figure against its truth; null when either is missing. */
export const errorOf = (side) => (side?.truthMbps ? side.mbps / side.truthMbps - 1 : null);

/** Whether the interval holds the truth; null when either is missing. */
export const holds = (side) => (side?.truthMbps ? side.low <= side.truthMbps && side.truthMbps <= side.high : null);

/** IP bytes of our download over those of the plain run's. */
export const dataRatio = (row) => (row.down?.lineBytes && row.peer?.down?.lineBytes ? row.down.lineBytes / row.peer.down.lineBytes : null);

/** Milliseconds off the round trip of an echo on the idle line. */
export const idleError = (row) => (row.idleMs != null && !lineOf(row).varies ? Math.abs(row.idleMs - idleTruth(lineOf(row))) : null);

/** For each direction that was measured, whether the interval of the loss holds the line's; a direction whose queue overflowed lost more than that and is left out. */
export function lossHolds(row) {
  const truth = lineOf(row).loss;
  const { downLow, downHigh, upLow, upHigh } = row.loss ?? {};
  return [
    [downLow, downHigh, row.queueDrops?.down],
    [upLow, upHigh, row.queueDrops?.up],
  ]
    .filter(([low, high, drops]) => low != null && high != null && drops === 0)
    .map(([low, high]) => low <= truth && truth <= high);
}

const errors = (rows, side) => rows.map((row) => errorOf(row[side])).map((error) => (error === null ? null : Math.abs(error)));
const holding = (rows, side) => rows.map((row) => holds(row[side]));
const loadedErrors = (rows, name, side) =>
  rows.filter((row) => row.line === name).map((row) => (row[side]?.loadedMs && row[side].loadedTruthMs ? Math.abs(row[side].loadedMs / row[side].loadedTruthMs - 1) : null));

const percent = (value) => `${(value * 100).toFixed(1)} %`;
const ratio = (value) => `1/${(1 / value).toFixed(1)}`;
const megabytes = (value) => `${(value / 1e6).toFixed(2)} MB`;
const seconds = (value) => `${value.toFixed(2)} s`;
const millis = (value) => `${value.toFixed(2)} ms`;

const atMost = (what, unit, bar, value) => against(what, unit, bar, value, "≤", value <= bar);
const atLeast = (what, unit, bar, value) => against(what, unit, bar, value, "≥", value >= bar);

function against(what, unit, bar, value, sign, reached) {
  if (value === null) return { what, measured: "–" };
  return { what, bar: bar === null ? "" : `${sign} ${unit(bar)}`, measured: unit(value), reached: bar === null ? null : reached };
}

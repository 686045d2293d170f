import assert from "node:assert/strict";
import { test } from "node:test";
import { errorPlot } from "../plot-error.mjs";
import { dataPlot } from "../plot-data.mjs";
import { quantile } from "../quantiles.mjs";
import { summary } from "../summary.mjs";
import { directionTable, latencyTable, lossTable, runsTable } from "../tables.mjs";

const side = (mbps, truthMbps, half = 1) => ({ mbps, low: mbps - half, high: mbps + half, truthMbps, ownTruthMbps: truthMbps, seconds: 0.5, stoppedBy: "stable", lineBytes: 3e6, loadedMs: 310, loadedTruthMs: 300 });
const row = (line, seed, down, more = {}) => ({ line, seed, failure: null, wallSeconds: 4, lineBytes: 5e6, budgetBytes: 4e7, idleMs: 50.2, down, up: side(14, 14.48), peer: { down: { mbps: 38, lineBytes: 48e6 }, up: { failure: "exit 1" } }, ...more });
const of = (rows, what) => summary(rows).find((one) => one.what === what);

test("a bar is reached or not by what was measured", () => {
  const good = [1, 2, 3].map((seed) => row("40/15@50", seed, side(38.3, 38.61)));
  const bad = [1, 2, 3].map((seed) => row("40/15@50", seed, side(30, 38.61)));
  assert.equal(of(good, "static lines, download: median error").reached, true);
  assert.equal(of(bad, "static lines, download: median error").reached, false);
  assert.equal(of(good, "static lines, download: the 95 % interval holds the truth").measured, "100.0 %");
  assert.equal(of(bad, "static lines, download: the 95 % interval holds the truth").reached, false);
  assert.equal(of(good, "data, download, as a part of the ten-second run: median of all lines").measured, "1/16.0");
  assert.equal(of(good, "latency under download, queue of 250 ms: median error").measured, "3.3 %");
});

test("a failed run is counted, and no figure is made up for it", () => {
  const rows = [row("40/15@50", 1, side(38.3, 38.61)), { line: "40/15@50", seed: 2, failure: "download: stalled", peer: null }];
  assert.equal(of(rows, "runs that failed").measured, "1");
  assert.equal(of(rows, "static lines, download: median error").measured, "0.8 %");
});

test("the loss interval is judged in both directions against the line's loss", () => {
  const loss = (downLow, downHigh, upLow, upHigh) => ({ ...row("40/15@50+loss0.5/datagrams", 1, side(38, 38.4)), loss: { downPercent: 0.5, upPercent: 0.5, downLow, downHigh, upLow, upHigh, probes: 300 }, queueDrops: { down: 0, up: 0 } });
  assert.equal(of([loss(0.1, 2, 0.6, 2)], "loss: the 95 % interval holds the truth").measured, "50.0 %");
  assert.equal(of([{ ...loss(0.1, 2, 0.6, 2), queueDrops: { down: 0, up: 4 } }], "loss: the 95 % interval holds the truth").measured, "100.0 %");
});

test("tables and plots take rows with and without figures", () => {
  const rows = [row("40/15@50", 1, side(38.3, 38.61)), row("lte", 1, side(20, null)), { line: "lte", seed: 2, failure: "download: stalled", peer: null }];
  for (const made of [directionTable(rows, "down"), directionTable(rows, "up"), latencyTable(rows), lossTable(rows), runsTable(rows), errorPlot(rows), dataPlot(rows)]) {
    assert.doesNotMatch(made, /NaN|undefined|null/);
  }
});

test("quantiles are linear between order statistics and leave out what is not known", () => {
  assert.equal(quantile([3, null, 1, 2], 0.5), 2);
  assert.equal(quantile([1, 2], 0.95), 1.95);
  assert.equal(quantile([null], 0.5), null);
});

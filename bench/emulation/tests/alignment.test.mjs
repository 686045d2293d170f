import assert from "node:assert/strict";
import { test } from "node:test";
import { firstData, loadStart } from "../alignment.mjs";
import { madeSeries, madeSide } from "./made-link.mjs";

// Silence with a trickle of echoes, slow start, a rate that wanders, silence again.
function load(start, seconds, rate) {
  return (t) => {
    const into = t - start;
    if (into < 0 || into > seconds) return 0.02;
    return Math.min(rate, 0.4 * 2 ** (into / 0.05)) * (1 + 0.2 * Math.sin(into * 7));
  };
}

test("a load is found in the link's record to a few milliseconds, wherever it began", () => {
  for (let k = 0; k < 40; k++) {
    const start = 1.5 + k * 0.0137;
    const [seconds, rate] = [0.5 + (k % 7) * 0.6, [1, 4, 40, 300][k % 4]];
    const flow = load(start, seconds, rate);
    const side = madeSide(8, () => rate, flow);
    const found = loadStart(side, madeSeries(start, seconds, flow, 1500 / 1448), 20);
    assert.ok(Math.abs(found - start) <= 0.012, `began at ${start}, found ${found}, ${rate} Mbit/s for ${seconds} s`);
  }
});

test("the second of two loads of one direction is found behind the first", () => {
  const [first, second] = [load(1, 1, 20), load(4, 1, 20)];
  const flow = (t) => Math.max(first(t), second(t));
  const found = loadStart(madeSide(8, () => 20, flow), madeSeries(4, 1, flow, 1.04), 20, 2.5);
  assert.ok(Math.abs(found - 4) <= 0.012, `found ${found}`);
});

test("a curve of more bytes than the link delivered is not found anywhere", () => {
  const side = madeSide(4, () => 10, load(1, 1, 10));
  assert.equal(loadStart(side, Array(50).fill(500_000), 20), null);
});

test("a load that fills the line for a moment now and then is found too", () => {
  const start = 2.317;
  const flow = (t) => (t >= start && t < start + 4 && (t - start) % 0.5 < 0.06 ? 30 : 0.02);
  const found = loadStart(madeSide(9, () => 30, flow), madeSeries(start, 3.6, flow, 1.05), 20);
  assert.ok(Math.abs(found - start) <= 0.012, `found ${found}`);
});

test("where data begins to flow is told from echoes and messages", () => {
  const found = firstData(madeSide(4, () => 10, load(1.5, 1, 1)), 0);
  assert.ok(Math.abs(found - 1.5) <= 0.1, `found ${found}`);
  assert.equal(firstData(madeSide(4, () => 10, () => 0.02), 0), null);
});

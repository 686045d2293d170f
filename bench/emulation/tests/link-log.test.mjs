import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { readLinkLog } from "../link-log.mjs";
import { disturbance } from "../disturbance.mjs";
import { loadedTruth } from "../loaded-truth.mjs";
import { idleTruth, truthOf } from "../truth.mjs";
import { madeSide } from "./made-link.mjs";

const HEAD = "t_s,dir,capacity_kbit_s,in_kbit_s,out_kbit_s,backlog_bytes,sojourn_mean_ms,sojourn_max_ms,queue_drops,aqm_drops,loss_drops";
const near = (actual, expected, share = 0.01) => assert.ok(Math.abs(actual / expected - 1) <= share, `${actual} is not ${expected}`);

test("the emulator's record gives capacity, deliveries and waiting per direction", () => {
  const folder = mkdtempSync(join(tmpdir(), "link-log-"));
  try {
    const file = join(folder, "link.csv");
    writeFileSync(file, [HEAD, "0.020,down,40000,1,8000,50000,0,0,0,0,0", "0.020,up,15000,1,0,0,0,0,0,0,0", "0.040,down,20000,1,8000,0,0,0,0,0,0", ""].join("\n"));
    const { down, up } = readLinkLog(file);
    near(down.offeredMbps(0, 0.04), 30);
    near(down.deliveredBytes(0.01, 0.03), 20_000);
    near(down.waitAt(0.01), 10);
    assert.equal(up.endSeconds, 0.02);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the truth of a varying line is what was offered from half a round trip before the first byte came, and null where the record ends", () => {
  const line = { varies: true, rtt: 80 };
  const side = madeSide(12, (t) => (t < 1.96 ? 1000 : t < 11.96 ? 10 : 1000), () => 0);
  near(truthOf(line, "down", side, { startSeconds: 2, endSeconds: 5 }).tenSeconds, (10 * 1448) / 1500, 0.02);
  assert.equal(truthOf(line, "down", side, { startSeconds: 4, endSeconds: 5 }).tenSeconds, null);
});

test("a fixed line's truth is its goodput less its random loss", () => {
  near(truthOf({ varies: false, down: 40, loss: 0.5 }, "down", null, null).tenSeconds, 40 * (1448 / 1500) * 0.995, 1e-9);
});

test("the truth of loaded latency is the round trip and what waits in the queue while the load is counted", () => {
  const line = { varies: false, aqm: null, rtt: 50, down: 40, up: 15 };
  // 100 ms of a 40 Mbit/s queue from 2 s on; nothing before.
  const down = madeSide(5, () => 40, () => 40, (t) => (t >= 2 ? 500_000 : 0));
  const up = madeSide(5, () => 15, () => 0);
  const counted = (...spans) => ({ spans: Array.from({ length: spans.length / 2 }, (_, k) => ({ from: spans[2 * k], to: spans[2 * k + 1] })) });
  near(loadedTruth(line, "down", { down, up }, counted(2.5, 3.5)), 150);
  near(loadedTruth(line, "down", { down, up }, counted(0.5, 1.5)), 50);
  near(loadedTruth(line, "down", { down, up }, counted(0.5, 0.7, 2.5, 3.5)), 150);
  assert.equal(loadedTruth({ ...line, aqm: "fq_codel" }, "down", { down, up }, counted(2.5, 3.5)), null);
});

test("a link that was held up by the machine is told from one that ran", () => {
  const side = { late_max_us: 500 };
  const report = { link: { down: side, up: side } };
  const record = (gap) => {
    const down = madeSide(1, () => 40, () => 0);
    down.add(1 + gap, 40_000, 0, 0);
    return { down };
  };
  assert.equal(disturbance(record(0.03), report), null);
  assert.match(disturbance(record(0.4), report), /stood still for 400 ms/);
  assert.match(disturbance(record(0.03), { link: { down: side, up: { late_max_us: 250_000 } } }), /250 ms late/);
  assert.match(disturbance(record(0.03), null), /did not answer/);
});

test("an echo's round trip on the idle line includes the time to send it on a slow one", () => {
  near(idleTruth({ rtt: 80, down: 5, up: 1 }), 80.88, 1e-4);
  near(idleTruth({ rtt: 5, down: 900, up: 900 }), 5.0016, 1e-4);
});

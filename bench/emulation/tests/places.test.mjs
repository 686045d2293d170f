import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { test } from "node:test";
import { linesOf, placesOf } from "../lines.mjs";
import { runSideBySide } from "../places.mjs";

test("tasks never take more places than there are, no two the same, and all of them run", async () => {
  const held = new Set();
  let [most, done] = [0, 0];
  const task = (places) => ({
    places,
    run: async (place) => {
      assert.ok(!held.has(place));
      held.add(place);
      most = Math.max(most, held.size);
      await setImmediate();
      held.delete(place);
      done++;
    },
  });
  await runSideBySide([1, 3, 1, 2, 1, 3, 1, 1, 2].map(task), 3);
  assert.equal(done, 9);
  assert.ok(most <= 3 && most > 1);
});

test("the fastest lines run alone and the slow ones side by side", () => {
  assert.equal(placesOf(linesOf("900/900@5")[0], 3), 3);
  assert.equal(placesOf(linesOf("5g")[0], 3), 3);
  assert.equal(placesOf(linesOf("40/15@50")[0], 3), 1);
});

test("an unknown line is an error that lists the known ones", () => {
  assert.throws(() => linesOf("41/15@50"), /Sets: static.*40\/15@50/);
});

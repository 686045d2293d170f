// Collects whole byte curves for tuning the stop rule away from the lines: `bench/curves --help`.
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { undisturbed } from "./disturbance.mjs";
import { linesOf, placesOf, GOODPUT_SHARE } from "./lines.mjs";
import { endOnSignal } from "./link.mjs";
import { ownRun } from "./own-run.mjs";
import { runSideBySide } from "./places.mjs";
import { programs } from "./programs.mjs";
import { truthOf } from "./truth.mjs";

const HELP = `bench/curves [options] [LINE|SET…]      default: static hard varying

  --out FOLDER      one .jsonl a line, and the runs' raw files (default artifacts/curves)
  --seeds N         seeds 1 to N (default 5)
  --parallel N      links at once; fast lines run alone (default 1)
  --prefix WORDS    goes before both programs, for example "nice -n -18"
  --cli, --point    other programs than the built ones; a .dll runs with dotnet

A run and its seed that the folder already has are left out. Each row:
  line, seed, direction, rttMicros, stepMillis, series (payload bytes a step from the first byte),
  truthMbps (over the load's own time), tenSecondTruthMbps, capacityMbps (goodput offered in each step), fromMicros, mbps`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: "string", default: "artifacts/curves" },
    seeds: { type: "string", default: "5" },
    parallel: { type: "string", default: "1" },
    prefix: { type: "string" },
    cli: { type: "string" },
    point: { type: "string" },
    help: { type: "boolean" },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const out = resolve(values.out);
mkdirSync(out, { recursive: true });
const lines = (positionals.length > 0 ? positionals : ["static", "hard", "varying"]).flatMap(linesOf);
const fileOf = (line) => join(out, `${line.name.replace("/", "-")}.jsonl`);
const has = (line, seed) =>
  existsSync(fileOf(line)) &&
  readFileSync(fileOf(line), "utf8")
    .split("\n")
    .some((row) => row && JSON.parse(row).seed === seed);

endOnSignal();
const commands = programs(values);
const tasks = [];
for (let seed = 1; seed <= Number(values.seeds); seed++) {
  for (const line of lines.filter((line) => !has(line, seed))) {
    tasks.push({ places: placesOf(line, Number(values.parallel)), run: (place) => collect(line, seed, place) });
  }
}
await runSideBySide(tasks, Number(values.parallel));

async function collect(line, seed, place) {
  const folder = join(out, "runs", `${line.name.replace("/", "-")}.${seed}`);
  // A byte budget that no line can spend in the time: the curve ends by time alone.
  const name = `curves${process.pid}-${place}`;
  const run = await undisturbed(`${line.name} ${seed}`, () => ownRun({ name, line, seed, folder, programs: commands, options: ["--precise", "--budget", "10000"] }));
  if (run.failure) console.error(`${line.name} ${seed}: ${run.failure}`);
  for (const direction of ["down", "up"]) {
    const [curve, load] = [run.detail?.[direction], run[direction]];
    if (!curve || !load) continue;
    const truth = truthOf(line, direction, run.log[direction], load);
    const row = {
      line: line.name,
      seed,
      direction,
      rttMicros: curve.rttMicros,
      stepMillis: curve.stepMillis,
      series: curve.series,
      truthMbps: truth.own,
      tenSecondTruthMbps: truth.tenSeconds,
      capacityMbps: offeredInSteps(run.log[direction], load.startSeconds - line.rtt / 2000, curve.stepMillis, curve.series.length),
      fromMicros: curve.fromMicros,
      mbps: (direction === "down" ? run.measurement.download : run.measurement.upload)?.mbps ?? null,
      startSeconds: load.startSeconds,
    };
    appendFileSync(fileOf(line), JSON.stringify(row) + "\n");
  }
  console.error(`${line.name} ${seed}: ${run.measurement?.download?.mbps ?? "–"} / ${run.measurement?.upload?.mbps ?? "–"} Mbit/s`);
}

function offeredInSteps(side, from, stepMillis, steps) {
  const step = stepMillis / 1000;
  return Array.from({ length: steps }, (_, k) => {
    const mbps = side.offeredMbps(from + k * step, from + (k + 1) * step);
    return mbps === null ? null : Number((mbps * GOODPUT_SHARE).toFixed(3));
  });
}

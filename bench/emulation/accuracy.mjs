// Measures the matrix of emulated lines and writes its tables and plots: `bench/accuracy --help`.
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, release } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { undisturbed } from "./disturbance.mjs";
import { linesOf, placesOf } from "./lines.mjs";
import { endOnSignal } from "./link.mjs";
import { ownRun } from "./own-run.mjs";
import { peerRun } from "./peer-run.mjs";
import { runSideBySide } from "./places.mjs";
import { programs } from "./programs.mjs";
import { writeReport } from "./report.mjs";
import { rowOf } from "./row.mjs";
import { HORIZON_SECONDS } from "./truth.mjs";

const SAME_PLACE_SECONDS = 0.1; // a hundredth of what the plain run averages over

const HELP = `bench/accuracy [options] [LINE|SET…]      default: static hard varying loss, which is the whole matrix

  --out FOLDER      raw results (rows.jsonl and the runs' files), resumed where they stop (default artifacts/accuracy)
  --seeds N         seeds 1 to N (default 5)
  --loss-seeds N    the same for the set loss (default 40)
  --parallel N      links at once; fast lines run alone (default 1)
  --prefix WORDS    goes before the programs at both ends, for example "nice -n -18"
  --cli, --point    other programs than the built ones; a .dll runs with dotnet, anything else (AOT) as it is
  --precise         ten seconds a direction
  --no-peer         without the plain ten-second runs
  --peers FOLDER    takes the plain runs from the results in FOLDER where they began at the same place: they do not depend on our programs
  --begin-within S  begins no run after S seconds: for a machine that is quiet for a while; the next call goes on
  --docs FOLDER     where accuracy.md and the plots go (default: docs for the whole matrix, else the output folder)
  --tables FOLDER   only makes them again from the results in FOLDER`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    out: { type: "string", default: "artifacts/accuracy" },
    seeds: { type: "string", default: "5" },
    "loss-seeds": { type: "string", default: "40" },
    parallel: { type: "string", default: "1" },
    prefix: { type: "string" },
    cli: { type: "string" },
    point: { type: "string" },
    precise: { type: "boolean", default: false },
    peer: { type: "boolean", default: true },
    peers: { type: "string" },
    "begin-within": { type: "string", default: "Infinity" },
    docs: { type: "string" },
    tables: { type: "string" },
    help: { type: "boolean" },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
if (values.tables) {
  writeReport(resolve(values.tables), resolve(values.docs ?? values.tables));
  process.exit(0);
}

const out = resolve(values.out);
mkdirSync(out, { recursive: true });
const rowsFile = join(out, "rows.jsonl");
const known = new Set(rowsIn(rowsFile).map(keyOf));
const earlierPeers = new Map((values.peers ? rowsIn(join(resolve(values.peers), "rows.jsonl")) : []).map((row) => [keyOf(row), row.peer]));
const began = performance.now();
let left = 0;
const words = positionals.length > 0 ? positionals : ["static", "hard", "varying", "loss"];
const places = Number(values.parallel);
const commands = programs(values);
writeFileSync(join(out, "setting.json"), JSON.stringify(setting(), null, 2) + "\n");

endOnSignal();
await runSideBySide(tasks(words.flatMap(linesOf)), places);
if (left > 0) console.error(`${left} runs are left for the next call`);
writeReport(out, resolve(values.docs ?? (positionals.length > 0 || left > 0 ? out : "docs")));

function rowsIn(file) {
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean).map(JSON.parse) : [];
}

function keyOf({ line, seed }) {
  return `${line} ${seed}`;
}

// Seed by seed, so that an unfinished matrix has something of every line.
function tasks(lines) {
  const seedsOf = (line) => Number(line.set === "loss" ? values["loss-seeds"] : values.seeds);
  const all = [];
  for (let seed = 1; seed <= Math.max(...lines.map(seedsOf)); seed++) {
    for (const line of lines.filter((line) => seed <= seedsOf(line) && !known.has(keyOf({ line: line.name, seed })))) {
      all.push({ places: placesOf(line, places), run: (place) => measure(line, seed, place) });
    }
  }
  return all;
}

async function measure(line, seed, place) {
  if (performance.now() - began > Number(values["begin-within"]) * 1000) {
    left++;
    return;
  }
  const folder = join(out, "runs", `${line.name.replaceAll("/", "-")}.${seed}`);
  const name = `accuracy${process.pid}-${place}`;
  const order = { name, line, seed, folder, programs: commands, options: values.precise ? ["--precise"] : [], after: line.varies ? HORIZON_SECONDS + 1 : 0 };
  const run = await undisturbed(`${line.name} ${seed}`, () => ownRun(order));
  const peer = values.peer && line.set !== "loss" ? await peers(name, line, seed, folder, run) : null;
  const row = rowOf({ line, seed, run, peer });
  appendFileSync(rowsFile, JSON.stringify(row) + "\n");
  console.error(`${line.name} ${seed}: ${row.failure ?? `${row.down?.mbps} / ${row.up?.mbps} Mbit/s (truth ${row.down?.truthMbps?.toFixed(2)} / ${row.up?.truthMbps?.toFixed(2)})`}`);
}

// On a line that varies the plain run begins its data where ours began it in the trace.
async function peers(name, line, seed, folder, run) {
  const peer = {};
  const earlier = earlierPeers.get(keyOf({ line: line.name, seed }));
  for (const direction of ["down", "up"]) {
    const place = line.varies ? (run[direction]?.startSeconds ?? null) : null;
    const order = { name, line, seed, folder, prefix: commands.prefix, direction, place };
    peer[direction] = isAt(place, earlier?.[direction])
      ? earlier[direction]
      : await undisturbed(`${line.name} ${seed} plain ${direction}`, () => peerRun(order));
  }
  return peer;
}

// Whether an earlier plain run measured what this one would.
function isAt(place, earlier) {
  return earlier != null && !earlier.failure && (place === null || Math.abs(earlier.startSeconds - place) <= SAME_PLACE_SECONDS);
}

function setting() {
  const kind = commands.cli.includes(".dll") ? "JIT" : "AOT";
  return { date: new Date().toISOString().slice(0, 10), cores: cpus().length, kernel: release(), programs: kind, prefix: commands.prefix, parallel: places, precise: values.precise };
}

// Our client against our test point over one link, and what its kept result holds beside the printed one.
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { SERVER, runLink } from "./link.mjs";
import { firstData, loadStart } from "./alignment.mjs";
import { quoted } from "./programs.mjs";

const PORT = 8081;
const SETTLING_SECONDS = 0.3; // the acknowledgements of the load before

/** Runs once. `after`: seconds that the link stays up afterwards, so that its record reaches as far as the truth needs. Never throws for what the run did: `failure` says it. */
export async function ownRun({ name, line, seed, folder, programs, options = [], after = 0, seconds = 60 }) {
  rmSync(folder, { recursive: true, force: true }); // what an interrupted run left must not be taken for this one's
  mkdirSync(folder, { recursive: true });
  const file = (leaf) => quoted(join(folder, leaf));
  const server = `${programs.point} --open --bind 0.0.0.0 --port ${PORT} --admin-port 0 --data ${file("point")}`;
  const client = [
    `export ISPEED_STATE=${file("state")}`,
    `date +%s.%N >${file("begin")}`,
    `${programs.cli} measure --server ws://${SERVER}:${PORT} --lang en --json ${options.map(quoted).join(" ")} >${file("result.json")}`,
    "code=$?",
    `date +%s.%N >${file("end")}`,
    `sleep ${after}`,
    "exit $code",
  ].join("; ");
  const link = await runLink({ name, line, seed, folder, label: "own", server, client, port: PORT, seconds: seconds + after });
  if (link.disturbed) return { disturbed: link.disturbed };
  const kept = readKept(join(folder, "state/results"));
  if (!kept) return { failure: `exit ${link.code}: ${link.said.trim().split("\n").at(-1) ?? ""}` };

  const { measurement, detail } = kept.submission;
  const log = link.record;
  const failure = measurement.error ? `${measurement.error.phase}: ${measurement.error.reason}` : null;
  const down = placed(log.down, detail.down, 0);
  const up = placed(log.up, detail.up, down?.endSeconds ?? 0);
  return { failure, measurement, detail, log, report: link.report, seconds: stamp(folder, "end") - stamp(folder, "begin"), down, up };
}

function readKept(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, readdirSync(folder).find((name) => name.endsWith(".json"))), "utf8"));
  } catch (missing) {
    // the client ended before it kept anything: the caller reports its exit code and words
    if (missing instanceof SyntaxError || missing instanceof TypeError || missing.code === "ENOENT") return null;
    throw missing;
  }
}

const stamp = (folder, leaf) => Number(readFileSync(join(folder, leaf), "utf8"));

// Where a load and what counts of it lie in the link's record; null when there was none.
function placed(side, curve, after) {
  if (!curve) return null;
  // A load that ended at once has no curve to fit; its figure is judged all the same.
  const startSeconds = loadStart(side, curve.series, curve.stepMillis, after) ?? firstData(side, after + SETTLING_SECONDS);
  if (startSeconds === null) return null;
  const at = (micros) => startSeconds + micros / 1e6;
  const spans = curve.spans ?? [curve]; // a line that was sampled counts in parts
  return { startSeconds, endSeconds: at(curve.toMicros), spans: spans.map(({ fromMicros, toMicros }) => ({ from: at(fromMicros), to: at(toMicros) })) };
}

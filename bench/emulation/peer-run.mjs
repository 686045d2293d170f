// The plain run beside ours: one flow for ten seconds with iperf3, on a link of its own with the same line and seed.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { firstData } from "./alignment.mjs";
import { LINKLAB, SERVER, runLink } from "./link.mjs";
import { quoted } from "./programs.mjs";

const PORT = 5201;
const SECONDS = 10;

/** BBR downloads as our point does, CUBIC uploads as a client does. `place`: link seconds at which its data should begin (where ours began in the trace); null for any. Returns {mbps, bytes, lineBytes, startSeconds} or {failure}. */
export async function peerRun({ name, line, seed, folder, prefix, direction, place }) {
  mkdirSync(folder, { recursive: true });
  const result = join(folder, `peer-${direction}.json`);
  const waiting = place === null ? "" : `${waitFor(name, place - openingSeconds(line))}; `;
  const client = `${waiting}${prefix} iperf3 -c ${SERVER} -p ${PORT} ${direction === "down" ? "-R" : ""} -t ${SECONDS} -J >${quoted(result)}`;
  const server = `${prefix} iperf3 -s -1 -p ${PORT}`;
  const options = direction === "down" ? ["--cc-server", "bbr"] : [];
  const link = await runLink({ name, line, seed, folder, label: `peer-${direction}`, server, client, port: PORT, options, seconds: (place ?? 0) + SECONDS + 30 });
  if (link.disturbed) return { disturbed: link.disturbed };
  const printed = read(result);
  if (link.code !== 0 || !printed?.end?.sum_received) return { failure: printed?.error ?? `exit ${link.code}` };
  const received = printed.end.sum_received;
  return {
    mbps: received.bits_per_second / 1e6,
    bytes: received.bytes,
    lineBytes: link.report.link[direction].out_bytes,
    startSeconds: firstData(link.record[direction], 0),
  };
}

// iperf3 opens a control connection, exchanges parameters and opens the data connection: about five round trips.
const openingSeconds = (line) => (5 * line.rtt) / 1000 + 0.05;

// Waits until the link is `seconds` old by its own account.
function waitFor(name, seconds) {
  const age = `${quoted(LINKLAB)} stats --name ${name} | sed 's/.*"elapsed_s":\\([0-9.]*\\).*/\\1/'`;
  return `asked=$(date +%s.%N); age=$(${age}); sleep $(awk "BEGIN { left = ${seconds} - $age - ($(date +%s.%N) - $asked); print (left > 0 ? left : 0) }")`;
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (broken) {
    // iperf3 was ended before it printed: the exit code says so
    if (broken instanceof SyntaxError || broken.code === "ENOENT") return null;
    throw broken;
  }
}

// One line of the table of bench/emulated-line: a result beside the truth of its line.
import { readFileSync } from "node:fs";

const [line, run, resultFile, linkFile, startFile, endFile] = process.argv.slice(2);
const [, down, up, rtt] = line.match(/^([\d.]+)\/([\d.]+)@([\d.]+)$/);
const read = (file) => JSON.parse(readFileSync(file, "utf8"));
const seconds = (Number(readFileSync(endFile, "utf8")) - Number(readFileSync(startFile, "utf8"))) / 1e9;

if (run === "1") {
  console.log(`\n${line} (queue 250 ms)\n`);
  console.log("| run | download [interval] (truth) | error | MB, s, stop | upload [interval] (truth) | error | MB, s, stop | idle ms (truth) | all bytes at the line, MB | whole run, s |");
  console.log("|---|---|---|---|---|---|---|---|---|---|");
}

const side = (figure, rate) => {
  const truth = (rate * 1448) / 1500;
  if (!figure) return `– (${truth.toFixed(2)}) | – | –`;
  const error = ((figure.mbps / truth - 1) * 100).toFixed(1);
  const holds = figure.low <= truth && truth <= figure.high ? "" : " !";
  return `${figure.mbps.toFixed(2)} [${figure.low.toFixed(2)}–${figure.high.toFixed(2)}]${holds} (${truth.toFixed(2)}) | ${error} % | ${(figure.bytes / 1e6).toFixed(2)}, ${figure.seconds.toFixed(2)}, ${figure.stoppedBy}`;
};

const result = read(resultFile);
const link = read(linkFile);
const bytes = link.link.down.out_bytes + link.link.up.out_bytes;
const error = result.error ? ` ${result.error.phase}: ${result.error.reason}` : "";
console.log(
  `| ${run}${error} | ${side(result.download, Number(down))} | ${side(result.upload, Number(up))} | ${result.latency?.idleMs?.toFixed(2) ?? "–"} (${rtt}) | ${(bytes / 1e6).toFixed(2)} | ${seconds.toFixed(1)} |`,
);

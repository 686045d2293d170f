// Writes accuracy.md and its plots from raw results.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dataPlot } from "./plot-data.mjs";
import { errorPlot } from "./plot-error.mjs";
import { lineOf } from "./summary.mjs";
import { directionTable, latencyTable, lossTable, runsTable, summaryTable } from "./tables.mjs";

const WORDS_FROM_HERE = "<!-- Written by hand from here on; bench/accuracy keeps it. -->";

/** `results`: the folder with rows.jsonl and setting.json; `docs`: where the page goes. Rows of lines that the matrix no longer has are left out. */
export function writeReport(results, docs) {
  const rows = readFileSync(join(results, "rows.jsonl"), "utf8").split("\n").filter(Boolean).map(JSON.parse).filter(lineOf);
  const setting = JSON.parse(readFileSync(join(results, "setting.json"), "utf8"));
  mkdirSync(docs, { recursive: true });
  const file = join(docs, "accuracy.md");
  writeFileSync(join(docs, "accuracy-error.svg"), errorPlot(rows));
  writeFileSync(join(docs, "accuracy-data.svg"), dataPlot(rows));
  writeFileSync(file, page(rows, setting) + keptWords(file));
  console.log(summaryTable(rows));
}

function keptWords(file) {
  const words = existsSync(file) ? readFileSync(file, "utf8").split(WORDS_FROM_HERE)[1] : undefined;
  return `${WORDS_FROM_HERE}${words ?? "\n"}`;
}

function page(rows, setting) {
  const prefix = setting.prefix ? `, both ends started with \`${setting.prefix}\`` : "";
  return `# Accuracy: figures beside the truth

\`LINKLAB=… bench/accuracy\`, ${setting.date}, ${setting.cores} cores, Linux ${setting.kernel}; client and test point ${setting.programs}${setting.precise ? ", \`--precise\`" : ""}${prefix}; up to ${setting.parallel} links at once, fast ones alone.
Every line is an emulated link between two network namespaces of this machine. The plain ten-second run is iperf3 with one flow on a link of its own with the same line and seed: BBR for the download, as the test point sends, CUBIC for the upload, as a client does.
**Truth** of a fixed line is the best TCP goodput: 1448/1500 of its rate, less its random loss. Truth of a line that varies is 1448/1500 of the mean rate that the link offered over ten seconds from the start of *our* load in that direction.
The start is found by laying the receiver's byte curve over the link's own record of deliveries; on a line that varies the plain run begins its data at the same place of the same trace.
Idle latency's truth is the line's round trip and the time to send an echo of 92 IP bytes each way.
Names are down/up in Mbit/s @ round-trip time in ms; the queue is 250 ms of the line's rate where the name gives no other.

${summaryTable(rows)}

![Error of each run against the truth of its line](accuracy-error.svg)

![Data of each download](accuracy-data.svg)

## Download

${directionTable(rows, "down")}

## Upload

${directionTable(rows, "up")}

## Latency, and what a whole run costs

The queue's truth: 90th percentile, over the counted time of the load, of the round trip and what waited in both queues at that moment.

${latencyTable(rows)}

## Loss

${lossTable(rows)}

<details><summary>Every run</summary>

\`!\` marks an interval that does not hold the truth.

${runsTable(rows)}

</details>

`;
}

// The tables of docs/accuracy.md.
import { LINES } from "./lines.mjs";
import { median, quantile, share } from "./quantiles.mjs";
import { dataRatio, errorOf, holds, idleError, lineOf, lossHolds, summary } from "./summary.mjs";

/** Each bar and what was measured. */
export function summaryTable(rows) {
  const word = ({ reached }) => (reached === null ? "" : reached ? "yes" : "**no**");
  return table(["What", "Bar", "Measured", "Reached"], summary(rows).map((row) => [row.what, row.bar, row.measured, word(row)]));
}

/** One direction, a row for each line: medians over the seeds. */
export function directionTable(rows, side) {
  const head = ["Line", "Truth, Mbit/s", "Error: median, P95", "Interval ±", "Holds the truth", "Against its own time: error, holds", "Stops after", "Why", "MB at the line", "Ten-second run: MB, error", "Data, part of it"];
  return table(head, byLine(rows, ["static", "hard", "varying"]).map(([line, of]) => {
    const sides = of.map((row) => row[side]).filter(Boolean);
    const peers = of.map((row) => row.peer?.[side]).filter((peer) => peer && !peer.failure);
    const peerErrors = of.map((row) => (row.peer?.[side]?.mbps && row[side]?.truthMbps ? row.peer[side].mbps / row[side].truthMbps - 1 : null));
    const part = median(of.map((row) => (side === "down" ? dataRatio(row) : row.up?.lineBytes && row.peer?.up?.lineBytes ? row.up.lineBytes / row.peer.up.lineBytes : null)));
    return [
      line.name,
      number(median(sides.map((one) => one.truthMbps)), 2),
      `${signed(median(sides.map(errorOf)))}, ${percent(quantile(sides.map(errorOf).map((error) => error === null ? null : Math.abs(error)), 0.95))}`,
      percent(median(sides.map((one) => (one.high - one.low) / 2 / one.mbps))),
      counted(sides.map(holds)),
      line.varies ? `${signed(median(sides.map(inOwnTime).map(errorOf)))}, ${counted(sides.map(inOwnTime).map(holds))}` : "",
      `${number(median(sides.map((one) => one.seconds)), 2)} s`,
      tally(sides.map((one) => one.stoppedBy)),
      megabytes(median(sides.map((one) => one.lineBytes))),
      `${megabytes(median(peers.map((peer) => peer.lineBytes)))}, ${signed(median(peerErrors))}`,
      part === null ? "–" : `1/${(1 / part).toFixed(1)}`,
    ];
  }));
}

/** Latency and the cost of whole runs. */
export function latencyTable(rows) {
  const head = ["Line", "Idle: off by, ms (median, P95)", "Under download, ms (queue's truth)", "Under upload, ms (queue's truth)", "Whole run, s", "Whole run, MB at the line", "Most MB"];
  const loaded = (of, side) => {
    const [measured, truth] = ["loadedMs", "loadedTruthMs"].map((field) => median(of.map((row) => row[side]?.[field] ?? null)));
    return `${number(measured, 0)} (${number(truth, 0)})`;
  };
  return table(head, byLine(rows, ["static", "hard", "varying"]).map(([line, of]) => [
    line.name,
    line.varies ? "" : `${number(median(of.map(idleError)), 2)}, ${number(quantile(of.map(idleError), 0.95), 2)}`,
    loaded(of, "down"),
    loaded(of, "up"),
    number(median(of.map((row) => row.wallSeconds ?? null)), 1),
    megabytes(median(of.map((row) => row.lineBytes ?? null))),
    megabytes(quantile(of.map((row) => row.lineBytes ?? null), 1)),
  ]));
}

/** Loss: how often the interval holds the line's. */
export function lossTable(rows) {
  return table(["Line", "Runs", "Datagrams a run (median)", "Loss seen down, up: mean", "Intervals that hold the truth"], byLine(rows, ["loss"]).map(([line, of]) => {
    const seen = of.map((row) => row.loss).filter(Boolean);
    const mean = (field) => number(seen.reduce((sum, loss) => sum + (loss[field] ?? 0), 0) / seen.length, 2);
    return [`${line.loss} %`, of.length, number(median(seen.map((loss) => loss.probes)), 0), `${mean("downPercent")} %, ${mean("upPercent")} %`, counted(of.flatMap(lossHolds))];
  }));
}

/** Every run, for those who want to see the spread. */
export function runsTable(rows) {
  const figure = (side) =>
    side ? `${number(side.mbps, 2)} [${number(side.low, 2)}–${number(side.high, 2)}]${holds(side) === false ? " !" : ""} (${number(side.truthMbps, 2)}) | ${signed(errorOf(side))} | ${number(side.seconds, 2)}, ${megabytes(side.lineBytes)}, ${side.stoppedBy}` : "– | – | –";
  const head = ["Line", "Seed", "Download [interval] (truth)", "Error", "s, MB, stop", "Upload [interval] (truth)", "Error", "s, MB, stop", "Idle, ms", "Ten-second run: down, up"];
  const loads = rows.filter((row) => lineOf(row).set !== "loss").sort((a, b) => LINES.indexOf(lineOf(a)) - LINES.indexOf(lineOf(b)) || a.seed - b.seed);
  const peer = (one) => (one?.failure ? one.failure : number(one?.mbps ?? null, 2));
  return table(head, loads.map((row) => [
    row.line,
    row.seed + (row.failure ? ` (${row.failure})` : ""),
    figure(row.down),
    figure(row.up),
    number(row.idleMs ?? null, 2),
    `${peer(row.peer?.down)}, ${peer(row.peer?.up)}`,
  ]));
}

// The same figure beside what the line offered while the load ran, not over ten seconds.
const inOwnTime = (side) => ({ ...side, truthMbps: side.ownTruthMbps });

function byLine(rows, sets) {
  return LINES.filter((line) => sets.includes(line.set))
    .map((line) => [line, rows.filter((row) => row.line === line.name)])
    .filter(([, of]) => of.length > 0);
}

function table(head, rows) {
  return [`| ${head.join(" | ")} |`, `|${"---|".repeat(head.length)}`, ...rows.map((row) => `| ${row.join(" | ")} |`)].join("\n");
}

const number = (value, digits) => (value === null || !Number.isFinite(value) ? "–" : value.toFixed(digits));
const percent = (value) => (value === null ? "–" : `${(value * 100).toFixed(1)} %`);
const signed = (value) => (value === null ? "–" : `${value > 0 ? "+" : ""}${(value * 100).toFixed(1)} %`);
const megabytes = (value) => (value === null ? "–" : (value / 1e6).toFixed(2));
const counted = (values) => (share(values) === null ? "–" : `${values.filter(Boolean).length} of ${values.filter((value) => value !== null).length}`);

function tally(words) {
  const counts = new Map();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([word, count]) => (counts.size === 1 ? word : `${word} ${count}`)).join(", ");
}

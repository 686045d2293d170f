// What a download costs: IP bytes at the line, ours beside the plain ten-second run.
import { LINES } from "./lines.mjs";
import { median } from "./quantiles.mjs";
import { dot, drawing, line, text } from "./svg.mjs";

const [LABELS, PANEL, TOP, ROW] = [170, 620, 70, 26];
const TICKS = [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000];

/** SVG text. */
export function dataPlot(rows) {
  const lines = LINES.filter((one) => one.set !== "loss" && rows.some((row) => row.line === one.name && row.down?.lineBytes));
  const bottom = TOP + lines.length * ROW;
  const parts = [
    text(12, 24, "Data of the download, MB at the line", { kind: "title" }),
    dot(18, 44, "ours"), text(28, 48, "i-Speed", { kind: "small" }),
    dot(102, 44, "peer"), text(112, 48, "plain ten-second run", { kind: "small" }),
    ...TICKS.map((tick) => line(at(tick), TOP, at(tick), bottom, "grid")),
    ...TICKS.map((tick) => text(at(tick), bottom + 18, String(tick), { kind: "small", anchor: "middle" })),
  ];
  lines.forEach((one, place) => {
    const of = rows.filter((row) => row.line === one.name);
    const y = TOP + (place + 0.5) * ROW;
    const [ours, peers] = [of.map((row) => row.down?.lineBytes ?? null), of.map((row) => row.peer?.down?.lineBytes ?? null)].map((bytes) => bytes.filter(Boolean).map((one) => one / 1e6));
    parts.push(text(12, y + 4, one.name), line(LABELS, y, LABELS + PANEL, y, "grid"));
    parts.push(...peers.map((megabytes) => dot(at(megabytes), y, "peer")), ...ours.map((megabytes) => dot(at(megabytes), y, "ours")));
    const part = median(of.map((row) => (row.down?.lineBytes && row.peer?.down?.lineBytes ? row.down.lineBytes / row.peer.down.lineBytes : null)));
    if (part !== null) parts.push(text(LABELS + PANEL + 12, y + 4, `1/${(1 / part).toFixed(1)}`, { kind: "small" }));
  });
  return drawing(LABELS + PANEL + 60, bottom + 34, "Megabytes of each download beside those of a plain ten-second run on the same line", parts);
}

function at(megabytes) {
  const [low, high] = [TICKS[0], TICKS.at(-1)].map(Math.log);
  return LABELS + ((Math.min(Math.max(Math.log(megabytes), low), high) - low) / (high - low)) * PANEL;
}

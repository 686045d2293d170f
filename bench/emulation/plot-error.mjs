// Error against the truth: for every line the runs in order of their error, each with its interval.
import { LINES } from "./lines.mjs";
import { errorOf, holds, lineOf } from "./summary.mjs";
import { box, dot, drawing, line, text } from "./svg.mjs";

const [LABELS, PANEL, GAP, TOP, FOOT] = [170, 350, 60, 78, 34];
const EDGE = 0.3; // the axis ends at ±30 %; what lies beyond is drawn at the edge
const STEP = 8; // between two runs of a line

/** SVG text. */
export function errorPlot(rows) {
  const lines = LINES.filter((one) => one.set !== "loss" && rows.some((row) => row.line === one.name));
  const parts = [text(12, 24, "Error against the truth", { kind: "title" }), ...legend()];
  let y = TOP;
  for (const one of lines) {
    const of = rows.filter((row) => row.line === one.name);
    const height = Math.max(3, of.length) * STEP + 14;
    parts.push(text(12, y + height / 2 + 4, one.name), line(12, y, LABELS + 2 * PANEL + GAP, y, "grid"));
    ["down", "up"].forEach((side, panel) => parts.push(...runs(of, side, LABELS + panel * (PANEL + GAP), y + 7)));
    y += height;
  }
  const axes = [0, 1].flatMap((panel) => axis(LABELS + panel * (PANEL + GAP), y, panel === 0 ? "Download" : "Upload"));
  return drawing(LABELS + 2 * PANEL + GAP + 20, y + FOOT, "Error of each run against the truth of its line, with the 95 % interval", [...axes, ...parts]);
}

const at = (left, error) => left + PANEL / 2 + (Math.max(-EDGE, Math.min(EDGE, error)) / EDGE) * (PANEL / 2 - 6);

function runs(rows, side, left, top) {
  const sorted = rows.filter((row) => errorOf(row[side]) !== null).sort((a, b) => errorOf(a[side]) - errorOf(b[side]));
  return sorted.flatMap((row, place) => {
    const { low, high, truthMbps } = row[side];
    const y = top + (place + 0.5) * STEP;
    const kind = holds(row[side]) ? "ours" : "miss";
    const peer = row.peer?.[side]?.mbps;
    return [
      peer ? dot(at(left, peer / truthMbps - 1), y, "peer", 2.6) : "",
      line(at(left, low / truthMbps - 1), y, at(left, high / truthMbps - 1), y, `${kind}-line`),
      dot(at(left, errorOf(row[side])), y, kind, 3),
    ];
  });
}

function axis(left, bottom, title) {
  const ticks = [-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3];
  return [
    box(at(left, -0.02), TOP, at(left, 0.02) - at(left, -0.02), bottom - TOP, "bar"),
    text(left + PANEL / 2, TOP - 10, title, { anchor: "middle" }),
    ...ticks.map((tick) => line(at(left, tick), TOP, at(left, tick), bottom, tick === 0 ? "zero" : "grid")),
    ...ticks.map((tick) => text(at(left, tick), bottom + 18, `${tick > 0 ? "+" : ""}${Math.round(tick * 100)} %`, { kind: "small", anchor: "middle" })),
  ];
}

function legend() {
  return [
    dot(18, 44, "ours"), text(28, 48, "run whose 95 % interval (line) holds the truth", { kind: "small" }),
    dot(302, 44, "miss"), text(312, 48, "run whose interval does not", { kind: "small" }),
    dot(482, 44, "peer", 2.6), text(492, 48, "plain ten-second run", { kind: "small" }),
    box(632, 38, 14, 12, "bar"), text(652, 48, "within 2 %; beyond ±30 % drawn at the edge", { kind: "small" }),
  ];
}

// One row of the raw results: what a line and a seed gave.
import { loadedTruth } from "./loaded-truth.mjs";
import { truthOf } from "./truth.mjs";

const BEFORE_FIRST_BYTE_SECONDS = 0.05; // the record's steps and the handshake's last answers
const TAIL_SECONDS = 2; // bytes still under way when a direction was the last one

/** `run` as ownRun gives it, `peer` = {down, up} or null. */
export function rowOf({ line, seed, run, peer }) {
  const { failure, repeats } = run;
  if (!run.measurement) return { line: line.name, seed, failure, repeats, peer };
  const { measurement, detail, log, report } = run;
  return {
    line: line.name,
    seed,
    failure,
    repeats,
    wallSeconds: run.seconds,
    lineBytes: report ? report.link.down.out_bytes + report.link.up.out_bytes : null,
    budgetBytes: detail.budgetBytes,
    statedBytes: measurement.bytesTotal,
    linkLateMs: report ? report.link.down.late_mean_us / 1000 : null,
    limitedBy: measurement.limitedBy ?? [],
    idleMs: measurement.latency?.idleMs ?? null,
    down: side(line, "down", measurement.download, measurement.latency?.loadedDownMs, run),
    up: side(line, "up", measurement.upload, measurement.latency?.loadedUpMs, run),
    loss: measurement.loss,
    queueDrops: report ? { down: drops(report.link.down), up: drops(report.link.up) } : null,
    peer,
  };
}

function side(line, direction, figure, loadedMs, { log, down, up }) {
  if (!figure) return null;
  const load = direction === "down" ? down : up;
  const truth = truthOf(line, direction, log[direction], load);
  return {
    ...figure,
    truthMbps: truth.tenSeconds,
    ownTruthMbps: truth.own,
    startSeconds: load?.startSeconds ?? null,
    lineBytes: load ? phaseBytes(log[direction], load, direction === "down" ? up : null) : null,
    loadedMs: loadedMs ?? null,
    loadedTruthMs: loadedTruth(line, direction, log, load),
  };
}

const drops = (side) => side.queue_drops + side.aqm_drops;

// IP bytes that the line delivered in this direction from the load's start until the next load began: the tail after the stop included.
function phaseBytes(side, load, next) {
  return Math.round(side.deliveredBytes(load.startSeconds - BEFORE_FIRST_BYTE_SECONDS, next?.startSeconds ?? load.endSeconds + TAIL_SECONDS));
}

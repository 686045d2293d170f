// One emulated link for as long as a command at its near end runs; every link is taken down, whatever happens.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { disturbance } from "./disturbance.mjs";
import { linkOptions } from "./lines.mjs";
import { readLinkLog } from "./link-log.mjs";

/** The emulator's command, from the environment. */
export const LINKLAB = process.env.LINKLAB;

/** The server's address in every link. */
export const SERVER = "10.99.0.1";

/** Step of the link's own record: finer than a phase of half a second by far. */
export const LOG_STEP_MS = 20;

const GRACE_SECONDS = 30; // set-up, waiting for the server's port, taking down
const standing = new Set();

/** Runs `server` and `client` (shell words) at the two ends. Returns the emulator's exit code and report, the link's record, what was said, and what disturbed the link. */
export async function runLink({ name, line, seed, folder, label, server, client, port, options = [], seconds }) {
  const report = join(folder, `${label}.link.json`);
  const log = join(folder, `${label}.link.csv`);
  const args = ["--name", name, ...linkOptions(line, seed), ...options, "--log", log, "--log-interval", `${LOG_STEP_MS}ms`, "--report", report];
  args.push("--wait-port", String(port), "--timeout", String(seconds), "--out", join(folder, `${label}.server.log`), "--", server, "--", client);
  takeDown(name); // what a killed run of the same name may have left
  standing.add(name);
  try {
    const { code, said } = await spoken(args, name, seconds + GRACE_SECONDS);
    const told = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : null;
    const record = existsSync(log) ? readLinkLog(log) : null;
    return { code, said, report: told, record, disturbed: disturbance(record, told) };
  } finally {
    takeDown(name);
    standing.delete(name);
  }
}

function spoken(args, name, seconds) {
  return new Promise((resolve, reject) => {
    const child = spawn(LINKLAB, args, { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (text) => (said = (said + text).slice(-2000)));
    // Liveness: the client has its own limit; when set-up or tear-down hangs, taking the link down ends both commands.
    const limit = setTimeout(() => takeDown(name), seconds * 1000);
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(limit);
      resolve({ code: code ?? -1, said });
    });
  });
}

function takeDown(name) {
  spawnSync(LINKLAB, ["down", "--name", name], { stdio: "ignore", timeout: 20_000 });
}

/** Takes down every link that stands and ends the program: for Ctrl-C. */
export function endOnSignal() {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      for (const name of standing) takeDown(name);
      process.exit(130);
    });
  }
}

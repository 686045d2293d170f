// The near end of bench/browser-line: presses the button in Chromium, prints one table for one line.
import { createRequire } from "node:module";

const { chromium } = createRequire(new URL("../tests/Ispeed.Browser.Tests/package.json", import.meta.url))("playwright-core");
const [line, runs, hub, plain] = process.argv.slice(2);
const [, down, up, rtt] = line.match(/^([\d.]+)\/([\d.]+)@([\d.]+)$/).map(Number);
const runMs = 60_000;
const registerMs = 30_000;

// Liveness: a point that is not in the hub's list within thirty seconds will not be.
for (const deadline = Date.now() + registerMs; ; ) {
  const answer = await fetch(`${hub}/api/v1/points/far`).catch(() => null); // the hub is still starting
  if (answer?.ok) {
    break;
  }
  if (Date.now() > deadline) {
    throw new Error("the point did not register with the hub");
  }
  await new Promise((resolve) => setTimeout(resolve, 200));
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", ...(plain ? [] : [`--unsafely-treat-insecure-origin-as-secure=${hub}`])],
});
console.log(`\n${line} (queue 250 ms${process.env.LINKLAB_OPTIONS ? `, ${process.env.LINKLAB_OPTIONS}` : ""}${plain ? ", no secure origin" : ""})\n`);
console.log("| run | s | download [interval] (truth) | error | MB, s, stop | upload [interval] (truth) | error | MB, s, stop | idle ms (truth), error | loaded ms down, up | limited by | MB at the IP layer | proof |");
console.log("|---|---|---|---|---|---|---|---|---|---|---|---|---|");

const side = (figure, rate) => {
  const truth = (rate * 1448) / 1500;
  if (!figure) {
    return `– (${truth.toFixed(2)}) | – | –`;
  }
  const holds = figure.low <= truth && truth <= figure.high ? "" : " !";
  return `${figure.mbps.toFixed(2)} [${figure.low.toFixed(2)}–${figure.high.toFixed(2)}]${holds} (${truth.toFixed(2)}) | ${((figure.mbps / truth - 1) * 100).toFixed(1)} % | ${(figure.bytes / 1e6).toFixed(2)}, ${figure.seconds.toFixed(2)}, ${figure.stoppedBy}`;
};
const millis = (value) => value?.toFixed(1) ?? "–";

for (let run = 1; run <= runs; run++) {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${hub}/`);
  await page.locator(".speed-go").waitFor();
  const began = Date.now();
  const submission = await page.evaluate(
    (limit) =>
      new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error("no result within the limit")), limit); // Liveness
        document.addEventListener("ispeed:done", (event) => {
          event.preventDefault(); // stay on the page
          event.stopImmediatePropagation();
          resolve(event.detail.submission);
        }, { capture: true, once: true });
        document.querySelector(".speed-go").click();
      }),
    runMs,
  );
  const seconds = (Date.now() - began) / 1000;
  const { download, upload, latency, limitedBy, bytesTotal, error, id } = submission.measurement;
  const published = await fetch(`${hub}/api/v1/measurements/${id}`);
  const proof = published.ok ? (await published.json()).proof : published.status;
  const idle = latency ? `${latency.idleMs.toFixed(2)} (${rtt}), ${(latency.idleMs - rtt).toFixed(2)}` : "–";
  console.log(
    `| ${run}${error ? ` ${error.phase}: ${error.reason}` : ""} | ${seconds.toFixed(1)} | ${side(download, down)} | ${side(upload, up)} | ${idle} | ${millis(latency?.loadedDownMs)}, ${millis(latency?.loadedUpMs)} | ${limitedBy?.join(", ") ?? ""} | ${(bytesTotal / 1e6).toFixed(2)} | ${proof} |`,
  );
  if (process.env.ISPEED_DETAIL) {
    console.error(JSON.stringify(submission));
  }
  await page.context().close();
}

await browser.close();

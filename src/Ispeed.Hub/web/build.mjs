// Bundles what the pages load into wwwroot/build, prints what it weighs on the wire, and fails where that is too much.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const out = new URL('../wwwroot/build/', import.meta.url).pathname;
const result = await build({
  entryPoints: [
    { in: 'area-map/area-map.ts', out: 'area-map' },
    { in: 'chart-figure/chart-figure.ts', out: 'chart-figure' },
    { in: 'speed-test/speed-test.ts', out: 'speed-test' },
    { in: 'speed-test/speed-test.css', out: 'speed-test' },
    { in: 'engine/worker.ts', out: 'worker' },
    { in: 'passkey/passkey.ts', out: 'passkey' },
  ],
  absWorkingDir: new URL('.', import.meta.url).pathname,
  outdir: out,
  bundle: true,
  minify: true,
  sourcemap: 'linked',
  format: 'esm',
  target: ['chrome107', 'firefox115', 'safari16'],
  metafile: true,
});

/** Bytes on the wire. The page measures lines that have little to give: a second of a 200 kbit/s line for the whole program; a map is the smaller part of its page. */
const most = { 'speed-test': 25_000, 'area-map': 5_000, 'chart-figure': 2_000, passkey: 5_000 };
const together = { 'speed-test': 0, 'area-map': 0, 'chart-figure': 0, passkey: 0 };
for (const file of Object.keys(result.metafile.outputs).filter((name) => !name.endsWith('.map'))) {
  const path = new URL(file, new URL('.', import.meta.url)).pathname;
  const bytes = readFileSync(path);
  const packed = gzipSync(bytes, { level: 9 }).length;
  together[Object.keys(together).find((page) => file.includes(page)) ?? 'speed-test'] += packed;
  console.log(`${file.split('/').at(-1).padEnd(24)} ${String(bytes.length).padStart(7)} B ${String(packed).padStart(7)} B gzip`);
}

for (const [page, packed] of Object.entries(together)) {
  console.log(`${`together for ${page}`.padEnd(32)} ${String(packed).padStart(9)} B gzip`);
  if (packed > most[page]) {
    throw new Error(`the programs of ${page} weigh ${packed} B on the wire, more than ${most[page]}`);
  }
}

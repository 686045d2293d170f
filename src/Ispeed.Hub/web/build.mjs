// Bundles what the pages load into wwwroot/build, prints what it weighs on the wire, and fails where that is too much.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const out = new URL('../wwwroot/build/', import.meta.url).pathname;
const result = await build({
  entryPoints: [
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

/** The page measures lines that have little to give: a second of a 200 kbit/s line for the whole program. */
const mostPacked = 25_000;
let total = 0;
for (const file of Object.keys(result.metafile.outputs).filter((name) => !name.endsWith('.map'))) {
  const path = new URL(file, new URL('.', import.meta.url)).pathname;
  const bytes = readFileSync(path);
  const packed = gzipSync(bytes, { level: 9 }).length;
  total += file.endsWith('/passkey.js') ? 0 : packed; // only whoever signs in loads it
  console.log(`${file.split('/').at(-1).padEnd(24)} ${String(bytes.length).padStart(7)} B ${String(packed).padStart(7)} B gzip`);
}

console.log(`${'together'.padEnd(24)} ${''.padStart(7)}   ${String(total).padStart(7)} B gzip`);
if (total > mostPacked) {
  throw new Error(`the browser programs weigh ${total} B on the wire, more than ${mostPacked}`);
}

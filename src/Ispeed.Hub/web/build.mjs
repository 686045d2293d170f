// Bundles what the pages load into wwwroot/build and prints what it weighs on the wire.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const out = new URL('../wwwroot/build/', import.meta.url).pathname;
const result = await build({
  entryPoints: [
    { in: 'speed-test/speed-test.ts', out: 'speed-test' },
    { in: 'speed-test/speed-test.css', out: 'speed-test' },
    { in: 'engine/worker.ts', out: 'worker' },
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

let total = 0;
for (const file of Object.keys(result.metafile.outputs).filter((name) => !name.endsWith('.map'))) {
  const path = new URL(file, new URL('.', import.meta.url)).pathname;
  const bytes = readFileSync(path);
  const packed = gzipSync(bytes, { level: 9 }).length;
  total += packed;
  console.log(`${file.split('/').at(-1).padEnd(24)} ${String(bytes.length).padStart(7)} B ${String(packed).padStart(7)} B gzip`);
}

console.log(`${'together'.padEnd(24)} ${''.padStart(7)}   ${String(total).padStart(7)} B gzip`);

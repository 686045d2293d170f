// Which area became which. An old commune with one successor lies wholly in it ("full"); one that is named with several was split
// ("partial"). What the list does not resolve is mended by the name of the new commune, which no province has twice, and is noted.
import { FIRST_DAY_BEFORE } from './before.mjs';
import { must, spelling, tidy } from './must.mjs';
import { table } from './sources.mjs';
import { FIRST_DAY } from './today.mjs';

export function successors(before, since, amendments) {
  const notes = [];
  const old = oldByName(before);
  const find = findNew(since, amendments, notes);
  const communes = new Map();
  const olderNames = new Map();
  for (const row of table('ward_mappings').filter((entry) => tidy(entry.old_ward_name) !== '')) {
    const now = find(row);
    const code = row.old_ward_code || old.get(nameKey(row.old_ward_name, row.old_district_name, row.old_province_name));
    if (code !== undefined) {
      communes.set(code, (communes.get(code) ?? new Set()).add(now));
    } else {
      const entry = {
        name: tidy(row.old_ward_name),
        district: tidy(row.old_district_name),
        province: tidy(row.old_province_name),
        now: [],
      };
      const known = olderNames.get(JSON.stringify(entry)) ?? entry;
      olderNames.set(JSON.stringify(entry), known);
      if (!known.now.includes(now)) {
        known.now.push(now);
      }
    }
  }
  for (const { code } of amendments.unchangedCommunes) {
    communes.set(code, new Set([code]));
  }

  const edges = [...communes].flatMap(([code, now]) => spread(code, [...now]));
  for (const { code } of before.filter((area) => area.level === 'commune')) {
    must(communes.has(code), `the old commune ${code} has no successor.`);
  }
  edges.push(...above(before, since, communes));
  const formed = new Set(edges.map((edge) => edge.new));
  for (const area of since.filter((entry) => entry.from === FIRST_DAY && !formed.has(entry.code))) {
    must(false, `nothing became ${area.code} "${area.fullName}".`);
  }
  return {
    changes: [{ day: FIRST_DAY, edges }, ...later(amendments.changes)],
    olderNames: [...olderNames.values()],
    notes,
  };
}

const spread = (code, now) => now.map((next) => ({ old: code, new: next, extent: now.length === 1 ? 'full' : 'partial' }));

const nameKey = (...names) => JSON.stringify(names.map(spelling));

function oldByName(before) {
  const byCode = new Map(before.map((area) => [area.code, area]));
  const found = new Map();
  for (const commune of before.filter((area) => area.level === 'commune')) {
    const district = byCode.get(commune.parent);
    found.set(nameKey(commune.fullName, district.fullName, byCode.get(district.parent).fullName), commune.code);
  }
  return found;
}

// The new commune of a row: by its code when the code bears that name, else by the name within the province.
function findNew(since, amendments, notes) {
  const first = since.filter((area) => area.from === FIRST_DAY);
  const byCode = new Map(first.map((area) => [area.code, area]));
  const bare = (name) => spelling(name).replace(/^(tỉnh|thành phố) /u, '');
  const byName = new Map();
  for (const commune of first.filter((area) => area.level === 'commune')) {
    const key = nameKey(bare(byCode.get(commune.parent).fullName), commune.fullName);
    must(!byName.has(key), `the province ${commune.parent} has two communes named "${commune.fullName}".`);
    byName.set(key, commune);
  }
  const noted = new Set();
  const note = (row, right, why) => {
    const key = `${row.new_ward_code} ${right.code}`;
    if (!noted.has(key)) {
      noted.add(key);
      notes.push({
        kind: why,
        code: row.new_ward_code,
        name: tidy(row.new_ward_name),
        province: tidy(row.new_province_name),
        mended: right.code,
      });
    }
  };
  return (row) => {
    const mended = amendments.communeCodes.find((entry) => entry.code === row.new_ward_code && entry.fullName === tidy(row.new_ward_name));
    const claimed = byCode.get(mended?.is ?? row.new_ward_code);
    if (claimed !== undefined && spelling(claimed.fullName) === spelling(row.new_ward_name)) {
      if (mended !== undefined) {
        note(row, claimed, 'code-of-announcement');
      }
      return claimed.code;
    }
    const right = byName.get(nameKey(bare(row.new_province_name), row.new_ward_name));
    must(right !== undefined, `"${row.new_ward_name}, ${row.new_province_name}" (${row.new_ward_code}) is no commune.`);
    note(row, right, claimed === undefined ? 'unknown-code' : 'code-of-another');
    return right.code;
  };
}

// A district or a province became whatever its communes became. Islands without communes became the special zone of their name.
function above(before, since, communes) {
  const parentNow = new Map(since.map((area) => [area.code, area.parent]));
  const byCode = new Map(before.map((area) => [area.code, area]));
  const [districts, provinces] = [new Map(), new Map()];
  const add = (map, key, value) => map.set(key, (map.get(key) ?? new Set()).add(value));
  for (const [code, now] of communes) {
    const district = byCode.get(code).parent;
    for (const next of now) {
      add(districts, district, next);
      add(provinces, byCode.get(district).parent, parentNow.get(next));
    }
  }
  for (const district of before.filter((area) => area.level === 'district' && !districts.has(area.code))) {
    const zone = since.filter((area) => area.fullName === `Đặc khu ${district.name}`);
    must(zone.length === 1, `the island "${district.fullName}" has ${zone.length} successors.`);
    add(districts, district.code, zone[0].code);
  }
  return [...districts, ...provinces].flatMap(([code, now]) => spread(code, [...now]));
}

// A change that keeps the code keeps the ground: every version is followed wholly by the next one.
function later(changes) {
  const byDay = {};
  for (const change of changes) {
    byDay[change.from] = [...(byDay[change.from] ?? []), change];
  }
  must(
    Object.keys(byDay).every((day) => day > FIRST_DAY && day > FIRST_DAY_BEFORE),
    'a change is older than the list that it changes.',
  );
  return Object.keys(byDay)
    .sort()
    .map((day) => ({ day, edges: byDay[day].map(({ code }) => ({ old: code, new: code, extent: 'full' })) }));
}

// Provinces and communes since 1 July 2025 (Nghị quyết 202/2025/QH15), each in every version that it has had.
import { check, must, tidy } from './must.mjs';
import { table } from './sources.mjs';

export const FIRST_DAY = '2025-07-01';
const PROVINCES = 34;
const COMMUNES = 3321;
const KINDS = { Xã: 2621, Phường: 687, 'Đặc khu': 13 }; // of FIRST_DAY

const kindOf = (fullName) => Object.keys(KINDS).find((kind) => fullName.startsWith(`${kind} `));

export function areasSince(amendments) {
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
    const mended = amendments.communeCodes.find((entry) => entry.code === row.ward_code);
    must(mended === undefined || mended.fullName === fullName, `amendments.json mends ${row.ward_code}, which is not ${mended?.fullName}.`);
    return {
      code: mended?.is ?? row.ward_code,
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
  return amended([...provinces, ...communes], amendments.changes);
}

// A change ends the version before it and keeps the code: the same ground under another name or kind.
function amended(areas, changes) {
  for (const change of changes) {
    const before = areas.find((area) => area.code === change.code && area.level === change.level && area.to === null);
    must(
      before !== undefined && change.from > before.from && before.name === change.name,
      `amendments.json changes ${change.code} "${change.name}", which is not a ${change.level} of that name at that time.`,
    );
    before.to = change.from;
    areas.push({ ...before, name: change.name, fullName: change.fullName, kind: change.kind, from: change.from, to: null });
  }
  must(areas.filter((area) => area.to === null).length === PROVINCES + COMMUNES, 'the amendments change the number of areas.');
  return areas;
}

// Provinces, districts and communes before 1 July 2025, as they were on its eve. The list of successors names every old commune with its
// district and province; the codes of these two come from a list of 2024, and where districts were joined since, from amendments.json.
import { check, must, spelling, tidy } from './must.mjs';
import { older, table } from './sources.mjs';
import { FIRST_DAY } from './today.mjs';

// Speeds are counted by district and commune since June 2024. The list is of the eve of FIRST_DAY; it stands for all days since then,
// because no source at hand dates the changes of the months between.
export const FIRST_DAY_BEFORE = '2024-06-01';
const PROVINCES = 63;
const DISTRICTS = 696;
const COMMUNES = 10_035;
const COMMUNE_KINDS = ['Phường', 'Xã', 'Thị trấn'];

const area = (level, code, fullName, kinds, parent) => {
  const kind = kinds.find((start) => fullName.startsWith(`${start} `));
  must(kind !== undefined, `"${fullName}" (${code}), before ${FIRST_DAY}, has no kind.`);
  const rest = fullName.slice(kind.length + 1);
  const name = /^\d+$/u.test(rest) ? fullName : rest; // "Phường 12", "Quận 4": the number alone is no name
  return { code, name, fullName, level, kind: kind.toLowerCase(), parent, from: FIRST_DAY_BEFORE, to: FIRST_DAY };
};

export function areasBefore(amendments) {
  const named = [...rowsByCode().values(), ...amendments.unchangedCommunes.map(unchanged)];
  const provinces = provincesOf(named);
  const districts = districtsOf(named, provinces, amendments.districts);
  const communes = named.map((row) =>
    area('commune', row.code, row.name, COMMUNE_KINDS, districts.get(JSON.stringify([row.district, row.province])).code),
  );
  const all = [...provinces.values(), ...districts.values(), ...islands(), ...communes];
  check([...provinces.values()], PROVINCES, /^\d{2}$/u, 'provinces before');
  check(
    all.filter((entry) => entry.level === 'district'),
    DISTRICTS,
    /^\d{3}$/u,
    'districts before',
  );
  check(communes, COMMUNES, /^\d{5}$/u, 'communes before');
  return all;
}

// The names that the list of successors gives to a code; the same every time, or the list is not what it was.
function rowsByCode() {
  const rows = new Map();
  for (const row of table('ward_mappings').filter((entry) => entry.old_ward_code)) {
    const found = {
      code: row.old_ward_code,
      name: tidy(row.old_ward_name),
      district: tidy(row.old_district_name),
      province: tidy(row.old_province_name),
    };
    const first = rows.get(found.code) ?? found;
    must(
      [first.name, first.district, first.province].join() === [found.name, found.district, found.province].join(),
      `the old commune ${found.code} has two names.`,
    );
    rows.set(found.code, first);
  }
  return rows;
}

const unchanged = (entry) => {
  const found = older.communes[entry.code];
  must(found !== undefined, `amendments.json names the commune ${entry.code}, which no list has.`);
  return { code: entry.code, name: tidy(found.name_with_type), district: entry.district, province: entry.province };
};

function provincesOf(named) {
  const provinces = new Map();
  for (const { code, province } of named) {
    const found = older.districts[older.communes[code]?.parent_code]?.parent_code;
    if (found === undefined) {
      continue; // founded after the list of 2024; its neighbours name the province
    }
    must(
      provinces.get(province)?.code === found || !provinces.has(province),
      `"${province}" has the codes ${found} and ${provinces.get(province)?.code}.`,
    );
    provinces.set(province, provinces.get(province) ?? area('province', found, province, ['Tỉnh', 'Thành phố'], null));
  }
  return provinces;
}

function districtsOf(named, provinces, mended) {
  const kinds = ['Quận', 'Huyện', 'Thị xã', 'Thành phố'];
  const votes = new Map();
  for (const { code, district, province } of named) {
    const key = JSON.stringify([district, province]);
    const counts = votes.get(key) ?? new Map();
    votes.set(key, counts);
    const parent = older.communes[code]?.parent_code;
    if (parent !== undefined) {
      counts.set(parent, (counts.get(parent) ?? 0) + 1);
    }
  }
  const bare = (text) => spelling(text).replace(/^(quận|huyện|thị xã|thành phố) (?!\d)/u, '');
  const districts = new Map();
  for (const [key, counts] of votes) {
    const [name, province] = JSON.parse(key);
    const entry = mended.find((item) => item.name === name && item.province === province);
    const codes = [...counts].sort((a, b) => b[1] - a[1]).map(([code]) => code);
    const code = entry?.code ?? codes.find((candidate) => bare(older.districts[candidate].name_with_type) === bare(name));
    must(code !== undefined, `the district "${name}, ${province}" has no code; the list of 2024 has ${codes} for its communes.`);
    districts.set(key, area('district', code, entry?.is ?? name, kinds, provinces.get(province).code));
  }
  return districts;
}

// Districts that had no communes: islands, each of which is a special zone since.
function islands() {
  const withCommunes = new Set(Object.values(older.communes).map((commune) => commune.parent_code));
  return Object.values(older.districts)
    .filter((district) => !withCommunes.has(district.code))
    .map((district) => area('district', district.code, tidy(district.name_with_type), ['Huyện'], district.parent_code));
}

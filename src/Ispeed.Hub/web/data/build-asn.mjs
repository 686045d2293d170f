// Writes Operators/shipped/asn.bin: which autonomous system announces an address, from npm @ip-location-db/asn (CC BY 4.0, DB-IP,
// RouteViews, NRO), and whether the address is registered in Viet Nam, from npm @ip-location-db/geo-whois-asn-country (CC0). The format is read by Operators/AsnTable.cs and is little-endian throughout:
//
//    0  "iSpASN2\0"
//    8  u32 date of the data, yyyymmdd      12  u32 networks     16  u32 IPv4 boundaries     20  u32 IPv6 boundaries
//   24  u32 bytes of all names              28  u32 bytes of the body before compression     32  body, Brotli:
//       networks × u32 ASN                  ascending; network 0 is "nobody", ASN 0
//       networks × u16 length of the name   in bytes of UTF-8
//       names, one after the other
//       IPv4 boundaries × u32               first address, ascending, the first is 0
//       IPv4 boundaries × u32               network from there on; bit 31 where the addresses are registered in Viet Nam
//       IPv6 boundaries × u64               upper half of the first address, ascending, the first is 0
//       IPv6 boundaries × u32               network from there on
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';

const LARGEST = 6_000_000;
const COUNTRY = 'VN';
const IN_COUNTRY = 2 ** 31;
const KNOWN = { '113.160.0.1': 45899, '27.64.0.1': 7552, '42.112.0.1': 18403, '10.0.0.1': 0, '127.0.0.1': 0 };
const output = new URL('../../Operators/shipped/asn.bin', import.meta.url);
const load = createRequire(import.meta.url);

const must = (holds, sentence) => {
  if (!holds) {
    console.error(`build-asn: ${sentence}`);
    process.exit(1);
  }
};

const date = Number(/(\d{8})\d{2}$|(\d{8})$/u.exec(load('@ip-location-db/asn/package.json').version)?.slice(1).find(Boolean));
must(date > 20200101 && date < 21000101, 'the version of @ip-location-db/asn tells no date.');

const names = new Map([[0, '']]);
const v4 = inCountry(boundaries('asn-ipv4-num.csv', 32n), 'geo-whois-asn-country-ipv4-num.csv', 32n);
const v6 = inCountry(boundaries('asn-ipv6-num.csv', 128n), 'geo-whois-asn-country-ipv6-num.csv', 128n);
must(v4.starts.length > 300_000 && v6.starts.length > 80_000, 'the table of networks is much smaller than it was.');

const asns = [...names.keys()].sort((a, b) => a - b);
const place = new Map(asns.map((asn, index) => [asn, index]));
const text = asns.map((asn) => Buffer.from(names.get(asn).normalize('NFC')));
must(
  text.every((name) => name.length < 65_536),
  'a name is longer than 65,535 bytes.',
);
const nameBytes = text.reduce((sum, name) => sum + name.length, 0);

const body = Buffer.concat([
  Buffer.from(Uint32Array.from(asns).buffer),
  Buffer.from(Uint16Array.from(text, (name) => name.length).buffer),
  ...text,
  Buffer.from(Uint32Array.from(v4.starts, Number).buffer),
  Buffer.from(Uint32Array.from(v4.asns, (asn, index) => place.get(asn) + (v4.home[index] ? IN_COUNTRY : 0)).buffer),
  Buffer.from(BigUint64Array.from(v6.starts).buffer),
  Buffer.from(Uint32Array.from(v6.asns, (asn, index) => place.get(asn) + (v6.home[index] ? IN_COUNTRY : 0)).buffer),
]);
const head = Buffer.alloc(32);
head.write('iSpASN2\0', 'latin1');
for (const [index, value] of [date, asns.length, v4.starts.length, v6.starts.length, nameBytes, body.length].entries()) {
  head.writeUInt32LE(value, 8 + 4 * index);
}
const options = {
  params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 22, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
};
must(
  [v4, v6].every(({ starts }) => starts[0] === 0n && starts.every((start, index) => index === 0 || start > starts[index - 1])),
  'the boundaries do not ascend.',
);
const packed = brotliCompressSync(body, options);
must(brotliDecompressSync(packed).equals(body), 'the body does not come back as it was.');
must(head.length + packed.length <= LARGEST, `the table has ${head.length + packed.length} bytes, more than ${LARGEST}.`);
for (const [address, asn] of Object.entries(KNOWN)) {
  must(find(address) === asn, `${address} should belong to AS${asn}, but is in AS${find(address)}.`);
}

mkdirSync(new URL('.', output), { recursive: true });
writeFileSync(output, Buffer.concat([head, packed]));
console.log(
  `networks: ${asns.length - 1} as of ${date}, ${v4.starts.length} IPv4 and ${v6.starts.length} IPv6 boundaries, ${head.length + packed.length} bytes`,
);

// The first addresses of every span, with gaps as spans of nobody. IPv6 is kept to /64: finer announcements do not tell a household.
function boundaries(file, bits) {
  const starts = [0n];
  const asns = [0];
  let end = -1n;
  let lastStart = 0n;
  let finer = 0;
  let overlapped = 0;
  const drop = bits === 128n ? 64n : 0n;
  const put = (start, asn) => {
    if (starts.at(-1) === start) {
      starts.pop();
      asns.pop();
    }
    if (asns.at(-1) !== asn) {
      starts.push(start);
      asns.push(asn);
    }
  };
  for (const line of readFileSync(load.resolve(`@ip-location-db/asn/${file}`), 'utf8').split('\n')) {
    if (line === '') {
      continue;
    }
    const row = /^(\d+),(\d+),(\d+),(.*)$/u.exec(line);
    must(row !== null, `${file} has a line that is no span: ${line.slice(0, 80)}`);
    const [first, last, asn] = [BigInt(row[1]), BigInt(row[2]), Number(row[3])];
    must(first >= lastStart && last >= first, `${file} is not in order at ${row[1]}.`);
    lastStart = first;
    if (last <= end) {
      overlapped++;
      continue;
    }
    if (((first | (last + 1n)) & ((1n << drop) - 1n)) !== 0n) {
      finer++;
      continue;
    }
    const from = (first > end ? first : end + 1n) >> drop;
    if (from > (end + 1n) >> drop) {
      put((end + 1n) >> drop, 0);
    }
    put(from, asn);
    end = last;
    names.set(
      asn,
      row[4]
        .replace(/^"(.*)"$/u, '$1')
        .replaceAll('""', '"')
        .trim(),
    );
  }
  if ((end + 1n) >> drop < 1n << (bits - drop)) {
    put((end + 1n) >> drop, 0);
  }
  must(overlapped <= 20, `${file} has ${overlapped} spans inside other spans.`);
  if (finer > 0) {
    console.log(`networks: ${finer} spans finer than /64 left out`);
  }
  return { starts, asns };
}

// The same spans, cut where the country begins or ends.
function inCountry({ starts, asns }, file, bits) {
  const drop = bits === 128n ? 64n : 0n;
  const edges = [[0n, false]];
  let lines = 0;
  for (const line of readFileSync(load.resolve(`@ip-location-db/geo-whois-asn-country/${file}`), 'utf8').split('\n')) {
    const row = /^(\d+),(\d+),([A-Z]{2})$/u.exec(line.trim());
    if (row?.[3] !== COUNTRY) {
      continue;
    }
    const [first, end] = [BigInt(row[1]) >> drop, (BigInt(row[2]) + 1n) >> drop];
    if (end <= first) {
      continue; // finer than /64
    }
    lines++;
    if (edges.at(-1)[0] === first) {
      edges.pop();
    }
    edges.push(...(edges.at(-1)?.[1] ? [] : [[first, true]]), [end, false]);
  }
  must(lines > 100, `${file} has only ${lines} spans of ${COUNTRY}.`);
  const cut = { starts: [], asns: [], home: [] };
  let [span, edge] = [0, 0];
  while (span < starts.length || edge < edges.length) {
    const at = edge >= edges.length || (span < starts.length && starts[span] <= edges[edge][0]) ? starts[span] : edges[edge][0];
    span += span < starts.length && starts[span] === at ? 1 : 0;
    edge += edge < edges.length && edges[edge][0] === at ? 1 : 0;
    const [asn, home] = [asns[span - 1], edges[edge - 1][1]];
    if (cut.starts.length === 0 || cut.asns.at(-1) !== asn || cut.home.at(-1) !== home) {
      cut.starts.push(at);
      cut.asns.push(asn);
      cut.home.push(home);
    }
  }
  return cut;
}

function find(address) {
  const key = BigInt(address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0));
  let [low, high] = [0, v4.starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    [low, high] = v4.starts[middle] <= key ? [middle, high] : [low, middle - 1];
  }
  return v4.asns[low];
}

// The matrix of emulated lines. Rates in Mbit/s of IP bytes, times in milliseconds, loss in per cent.

/** Best TCP goodput of a line: 1448 payload bytes in every 1500-byte packet (MTU 1500, time stamps on). */
export const GOODPUT_SHARE = 1448 / 1500;

const DEFAULT_QUEUE_MS = 250;

// "40/15@50" with what the line has beside rate and round-trip time.
function fixed(set, address, { queue = DEFAULT_QUEUE_MS, loss = 0, aqm = null, suffix = "" } = {}) {
  const [, down, up, rtt] = address.match(/^([\d.]+)\/([\d.]+)@([\d.]+)$/).map(Number);
  return { name: address + suffix, set, varies: false, down, up, rtt, queue, loss, aqm, model: null };
}

function traced(name, model, rtt) {
  return { name, set: "varying", varies: true, down: null, up: null, rtt, queue: DEFAULT_QUEUE_MS, loss: 0, aqm: null, model };
}

/** Every line that the bench knows, in the order of its tables. */
export const LINES = [
  fixed("static", "5/1@80"),
  fixed("static", "20/5@60"),
  fixed("static", "40/15@50"),
  fixed("static", "100/100@20"),
  fixed("static", "300/100@10"),
  fixed("static", "900/900@5"),
  fixed("hard", "40/15@50", { loss: 0.5, suffix: "+loss0.5" }),
  fixed("hard", "40/15@50", { queue: 50, suffix: "+queue50" }),
  fixed("hard", "40/15@50", { queue: 1000, suffix: "+queue1000" }),
  fixed("hard", "40/15@50", { aqm: "fq_codel", suffix: "+fq_codel" }),
  traced("lte", "lte", 50),
  traced("lte-poor", "lte-poor", 70),
  traced("5g", "nr5g", 25),
  traced("wifi", "wifi", 15),
  traced("satellite", "starlink", 40),
  // A queue that nothing overflows: what is lost is the line's random loss, which is then the truth of the datagrams' loss.
  fixed("loss", "40/15@50", { loss: 0, queue: 1000, suffix: "+loss0/datagrams" }),
  fixed("loss", "40/15@50", { loss: 0.5, queue: 1000, suffix: "+loss0.5/datagrams" }),
  fixed("loss", "40/15@50", { loss: 2, queue: 1000, suffix: "+loss2/datagrams" }),
];

/** The lines of one set or of one name; throws with a sentence that lists what there is. */
export function linesOf(word) {
  const found = LINES.filter((line) => line.set === word || line.name === word);
  if (found.length > 0) return found;
  throw new Error(`No line or set is called '${word}'. Sets: static, hard, varying, loss. Lines: ${LINES.map((line) => line.name).join(" ")}`);
}

/** How many links of this line's weight the machine should carry at once, as a share of its places: fast lines run alone. */
export function placesOf(line, places) {
  const fastest = line.model ? { lte: 60, "lte-poor": 20, starlink: 150, wifi: 150, nr5g: 400 }[line.model] : Math.max(line.down, line.up);
  return fastest >= 200 ? places : fastest >= 100 ? Math.ceil(places / 2) : 1;
}

/** The emulator's options for a line. */
export function linkOptions(line, seed) {
  const rates = line.model ? ["--model", line.model] : ["--down", `${line.down}mbit`, "--up", `${line.up}mbit`];
  const loss = line.loss > 0 ? ["--loss", `${line.loss}%`] : [];
  const aqm = line.aqm ? ["--aqm", line.aqm] : [];
  return [...rates, "--rtt", `${line.rtt}ms`, "--queue", `${line.queue}ms`, ...loss, ...aqm, "--seed", String(seed)];
}

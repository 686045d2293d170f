import type { Loss, ProbeCount } from '../wire.ts';
import { wilsonInterval } from './wilson.ts';

/** Fewer probes say nothing: with none lost of 20 the interval still reaches to 16 %. */
const fewestProbes = 20;

/** From the counts of datagrams to the loss of each direction with its 95 % interval (spec/method.md, "Loss"), over all phases together. */
export function lossEstimate(counts: readonly ProbeCount[]): Loss | null {
  const sent = counts.reduce((sum, count) => sum + count.sent, 0);
  const received = counts.reduce((sum, count) => sum + count.received, 0);
  const answered = counts.reduce((sum, count) => sum + count.answered, 0);
  if (sent < fewestProbes) {
    return null;
  }

  const up = wilsonInterval(sent - received, sent);
  const down = received > 0 ? wilsonInterval(received - answered, received) : null;
  return {
    downPercent: down && percent((received - answered) / received),
    upPercent: percent((sent - received) / sent),
    downLow: down && percent(down.low),
    downHigh: down && percent(down.high),
    upLow: percent(up.low),
    upHigh: percent(up.high),
    probes: sent,
  };
}

/** To a thousandth of a per cent: what lies below is arithmetic. */
const percent = (share: number): number => Number((share * 100).toFixed(3));

import { quantile } from './quantile.ts';

const fewestEchoes = 10;
const commonShare = 0.8; // some of the slowest fifth were late for the device's own reasons
const restlessMillis = 1;

/** Whether a line is shared out anew by the millisecond, as radio is: the 80th percentile of its echoes lies more than 1 ms above the least. */
export const isRestless = (idleMillis: readonly number[]): boolean =>
  idleMillis.length >= fewestEchoes && quantile(idleMillis, commonShare) - Math.min(...idleMillis) > restlessMillis;

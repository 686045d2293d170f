import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { promisify } from 'node:util';
import { builtHub, type Program } from './programs.ts';

export const password = 'ba con mèo leo mái ngói';

/** The path of an invitation's link, made on the hub's machine beside the hub that serves. */
export async function invite(hub: Program, role: string, scope?: string): Promise<string> {
  const more = scope === undefined ? [] : ['--scope', scope];
  const { stdout } = await promisify(execFile)('dotnet', [
    ...[builtHub!, 'accounts', 'invite', '--data', hub.folder, '--role', role, '--email', `${role}@so.vn`],
    ...more,
  ]);
  return new URL(stdout.split('\n')[0]!).pathname;
}

/** What an authenticator app shows for a key now (RFC 6238). */
export function numberOf(key: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...key].map((symbol) => alphabet.indexOf(symbol).toString(2).padStart(5, '0')).join('');
  const secret = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac('sha1', secret).update(step).digest();
  return ((hash.readUInt32BE(hash[19]! & 15) & 0x7fffffff) % 1_000_000).toString().padStart(6, '0');
}

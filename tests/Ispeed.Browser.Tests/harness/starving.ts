import { readdir, readFile } from 'node:fs/promises';

const stoppedMs = 150;
const runningMs = 50;

/** Lets a browser run a quarter of the time, as on a machine that has no more for it: its processes are stopped and woken in turns until the answer is called. */
export async function starve(): Promise<() => void> {
  const processes = await browserProcesses();
  let ended = false;
  const signal = (name: 'SIGSTOP' | 'SIGCONT'): void => {
    for (const id of processes) {
      try {
        process.kill(id, name);
      } catch {
        // ESRCH: that one has ended meanwhile
      }
    }
  };
  const turn = (): void => {
    signal('SIGSTOP');
    setTimeout(() => {
      signal('SIGCONT');
      if (!ended) {
        setTimeout(turn, runningMs);
      }
    }, stoppedMs);
  };
  turn();
  return () => {
    ended = true;
  };
}

/** Every Chromium process below this one: tests start one browser at a time. */
async function browserProcesses(): Promise<number[]> {
  const parents = new Map<number, number>();
  const names = new Map<number, string>();
  for (const name of (await readdir('/proc')).filter((one) => /^\d+$/.test(one))) {
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => ''); // ended while we read
    const [, id, program, parent] = /^(\d+) \((.*)\) \S (\d+)/s.exec(stat) ?? [];
    if (id !== undefined) {
      parents.set(Number(id), Number(parent));
      names.set(Number(id), program!);
    }
  }

  const isBelow = (id: number | undefined): boolean => id !== undefined && id > 1 && (id === process.pid || isBelow(parents.get(id)));
  return [...names].filter(([id, program]) => program.startsWith('chromium') && isBelow(id)).map(([id]) => id);
}

import type { Problem, Submission, SubmissionAnswer } from '../engine/wire.ts';
import { memory } from './browser.ts';

const keptName = 'ispeed.kept';
const mostKept = 20;
const limitMs = 10_000;

export type Outcome =
  | { readonly kind: 'stored'; readonly answer: SubmissionAnswer }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'away' };

/** Keeps a result first and sends it then: a page that is closed meanwhile loses nothing, and the hub takes a repetition for what it is. */
export async function submit(hub: string, submission: Submission): Promise<Outcome> {
  const id = submission.measurement.id;
  keep([...kept().filter((one) => one.measurement.id !== id), submission]);
  const outcome = await send(hub, submission);
  if (outcome.kind !== 'away') {
    keep(kept().filter((one) => one.measurement.id !== id));
  }

  return outcome;
}

/** Sends what earlier pages could not; how many the hub has taken. */
export async function sendKept(hub: string): Promise<number> {
  let stored = 0;
  for (const submission of kept()) {
    const outcome = await submit(hub, submission);
    if (outcome.kind === 'away') {
      break; // the others would wait in vain as well
    }

    stored += outcome.kind === 'stored' ? 1 : 0;
  }

  return stored;
}

async function send(hub: string, submission: Submission): Promise<Outcome> {
  const ending = new AbortController();
  // Liveness: a hub that does not answer in ten seconds is away.
  const timer = setTimeout(() => ending.abort(), limitMs);
  try {
    const answer = await fetch(`${hub}/api/v1/measurements`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(submission),
      signal: ending.signal,
    });
    if (answer.ok) {
      return { kind: 'stored', answer: (await answer.json()) as SubmissionAnswer };
    }

    // These say "not now"; every other refusal would be the same tomorrow.
    if (answer.status >= 500 || answer.status === 408 || answer.status === 429) {
      return { kind: 'away' };
    }

    return { kind: 'refused', reason: await reasonOf(answer) };
  } catch {
    return { kind: 'away' }; // no network, or the time is up
  } finally {
    clearTimeout(timer);
  }
}

async function reasonOf(answer: Response): Promise<string> {
  try {
    return ((await answer.json()) as Problem).code;
  } catch {
    return String(answer.status); // a proxy's page instead of a problem
  }
}

function kept(): Submission[] {
  try {
    return JSON.parse(memory.read(keptName) ?? '[]') as Submission[];
  } catch {
    return []; // written by a version that wrote something else
  }
}

/** At most twenty, the newest: a browser gives a site about 5 MB. */
function keep(submissions: readonly Submission[]): void {
  memory.write(keptName, JSON.stringify(submissions.slice(-mostKept)));
}

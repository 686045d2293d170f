// Whether the machine, not the line, shaped a run: judged by the link's own record alone, never by the figures.

const LONGEST_STANDSTILL_MS = 100; // five steps of the record
const LONGEST_REPEATS = 4;

/** What held the link up, null for nothing. `record` as readLinkLog gives it, `report` as the emulator wrote it. */
export function disturbance(record, report) {
  if (!report?.link || !record) return "the link's program did not answer";
  const gap = record.down.longestStepSeconds * 1000;
  if (gap > LONGEST_STANDSTILL_MS) return `the link stood still for ${gap.toFixed(0)} ms`;
  const late = Math.max(report.link.down.late_max_us, report.link.up.late_max_us) / 1000;
  return late > LONGEST_STANDSTILL_MS ? `the link delivered ${late.toFixed(0)} ms late` : null;
}

/** Repeats a run that was disturbed: it says nothing about the line. The result carries the number of `repeats`; one that is disturbed every time is a failure that says so. */
export async function undisturbed(label, measure) {
  for (let repeats = 0; ; repeats++) {
    const run = await measure();
    if (!run.disturbed) return { ...run, repeats };
    console.error(`${label}: ${run.disturbed}`);
    if (repeats === LONGEST_REPEATS) return { failure: `disturbed ${repeats + 1} times: ${run.disturbed}`, repeats };
  }
}

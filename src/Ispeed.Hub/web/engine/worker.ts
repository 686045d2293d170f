import type { FromWorker, ToWorker } from './messages.ts';
import { run } from './run.ts';
import { RunFailure } from './runFailure.ts';

const stop = new AbortController();
const tell = (message: FromWorker): void => self.postMessage(message);

self.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'stop') {
    stop.abort(new RunFailure(data.why));
    return;
  }

  try {
    tell({ kind: 'done', submission: await run(data.options, stop.signal, tell) });
  } catch (defect) {
    // The boundary of the worker: a page does not hear of a promise that fails in here, and would wait for ever.
    tell({ kind: 'crashed', message: String(defect) });
  }
};

import { type Line, openStreams } from './line.ts';
import { closed, type Load, type Progress, progressOf, stopped } from './load.ts';
import { StopRule } from './numbers/stopRule.ts';
import { stopRuleOptions } from './numbers/stopRuleOptions.ts';
import { plan } from './plan.ts';
import { reportOf } from './report.ts';
import { RunFailure } from './runFailure.ts';
import { limits, type StopReason } from './wire.ts';

/** Longest warm-up, longest time after it, and a second so that the client's rule ends the load and not the point's. */
const loadMs = 6500;
const quietMs = 250;
const drop = 4000;

/** Fills the line towards this page and counts until the stop rule has enough. */
export async function download(
  line: Line,
  rttMicros: number,
  budgetBytes: number,
  stop: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<Load> {
  const streams = plan.downloadStreams;
  // Each stream ends by itself at its share: the budget holds even while this thread is busy.
  const query = { duration: loadMs, bytes: Math.floor(budgetBytes / streams), ispeed_hold: 1 };
  const sockets = await openStreams(line, 'download', query, streams, stop);
  const rule = new StopRule(stopRuleOptions({ rttMicros, budgetBytes }));

  return new Promise<Load>((resolve) => {
    const released = performance.now();
    const inStartUp = new Set(sockets);
    const open = new Set(sockets);
    let first: number | null = null;
    let lastByte = released;
    let lastShown = released;
    let counted = 0;

    const micros = (now: number): number => Math.round((now - (first ?? now)) * 1000);
    const end = (stoppedBy: StopReason, failure: RunFailure | null): void => {
      clearInterval(timer);
      stop.removeEventListener('abort', onStop);
      const now = performance.now();
      if (stoppedBy === 'user' || stoppedBy === 'error') {
        rule.series.tryAdd(micros(Math.min(now, lastByte)), counted);
      }

      for (const socket of sockets) {
        socket.onmessage = null;
        socket.onclose = null;
        socket.close(drop);
      }

      const fullFromMs = (first ?? now) + rule.figure().fromMicros / 1000;
      resolve({
        direction: 'down',
        rule,
        streams,
        rttMicros,
        stoppedBy,
        failure,
        counted,
        moved: counted,
        beganMs: released,
        fullFromMs,
        fullToMs: now,
      });
    };
    const onStop = (): void => end(stopped(stop.reason), stop.reason as RunFailure);
    const sample = (now: number): void => {
      const reason = rule.add(micros(now), counted);
      if (reason !== null) {
        end(reason, null);
      } else if (now - lastShown >= plan.loadedSpacingMs) {
        lastShown = now;
        onProgress(progressOf(rule, counted));
      }
    };

    // Liveness: the timer sees what messages cannot tell: that none come. It also lets time pass on the curve while the line is quiet.
    const timer = setInterval(() => {
      const now = performance.now();
      if (now - lastByte > limits.clientStallMs) {
        end('error', new RunFailure('stalled'));
      } else if (first !== null && now - lastByte > quietMs) {
        sample(now);
      }
    }, plan.loadedSpacingMs);
    stop.addEventListener('abort', onStop);

    for (const socket of sockets) {
      socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
        const now = performance.now();
        if (typeof data === 'string') {
          if (first !== null && reportOf(data)?.leftStartUp && inStartUp.delete(socket) && inStartUp.size === 0) {
            rule.senderLeftStartUp(micros(now));
          }

          return;
        }

        first ??= now;
        lastByte = now;
        counted += data.byteLength;
        // Sampled on receipt: a timer's lateness would become the line's.
        if (micros(now) - rule.series.endMicros >= plan.sampleMicros || counted >= budgetBytes) {
          sample(now);
        }
      };
      socket.onclose = ({ code }) => {
        open.delete(socket);
        if (code !== 1000 || (open.size === 0 && counted === 0)) {
          end('error', closed(code));
        } else if (open.size === 0) {
          rule.series.tryAdd(micros(lastByte), counted);
          end(performance.now() - released < loadMs - 100 ? 'budget' : 'time', null);
        }
      };
      socket.send('{}'); // releases the hold of this stream
    }

    if (stop.aborted) {
      onStop();
    } else if (sockets.some((socket) => socket.readyState !== WebSocket.OPEN)) {
      end('error', closed(1006)); // while the others were opened: nobody was there to hear it
    }
  });
}

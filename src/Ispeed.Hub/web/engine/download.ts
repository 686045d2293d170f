import { type Line, openStreams } from './line.ts';
import { LineSampler } from './lineSampler.ts';
import { closed, type Load, type Progress, progressOf, type Quiet, stopped } from './load.ts';
import { StopRule } from './numbers/stopRule.ts';
import { stopRuleOptions } from './numbers/stopRuleOptions.ts';
import { StreamGrowth, smallWindowBytes } from './numbers/streamGrowth.ts';
import { plan } from './plan.ts';
import { losesSegments, reportOf, type Sender } from './report.ts';
import { RunFailure } from './runFailure.ts';
import { type LoadWish, limits, type StopReason } from './wire.ts';

/** Longest sampling and a second, so that the client's rule ends the load and not the point's. */
const loadMs = 11_000;
const quietMs = 250;
const drop = 4000;

/** Fills the line towards this page and counts until the stop rule has enough. */
export async function download(
  line: Line,
  quiet: Quiet,
  budgetBytes: number,
  stop: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<Load> {
  // Each stream ends by itself at its share: the budget holds even while this thread is busy.
  const query = { duration: loadMs, bytes: Math.floor(budgetBytes / plan.streams), ispeed_hold: 1 };
  const sockets = await openStreams(line, 'download', query, plan.mostStreams, stop);
  const { rttMicros } = quiet;
  const rule = new StopRule(stopRuleOptions({ ...quiet, budgetBytes }));

  return new Promise<Load>((resolve) => {
    const released = performance.now();
    const growth = new StreamGrowth(rule, { streams: plan.streams, most: plan.mostStreams, fewestUnderWay: smallWindowBytes });
    const leftStartUp = new Set<WebSocket>();
    const senders = new Map<WebSocket, Sender>();
    let sampler: LineSampler | null = null;
    let toldEnd = false;
    let first: number | null = null;
    let lastByte = released;
    let lastShown = released;
    let counted = 0;

    const carrying = (): WebSocket[] => sockets.slice(0, growth.streams); // the others wait
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

      resolve({
        direction: 'down',
        rule,
        streams: growth.streams,
        rttMicros,
        stoppedBy,
        failure,
        counted,
        moved: counted,
        beganMs: released,
        zeroMs: first ?? now,
        endedMs: now,
      });
    };
    const onStop = (): void => end(stopped(stop.reason), stop.reason as RunFailure);
    const wish = (wished: LoadWish): void => {
      for (const socket of carrying()) {
        socket.send(JSON.stringify({ Ispeed: wished }));
      }
    };
    const steer = (): StopReason | null => {
      if (sampler !== null) {
        const { send, reason } = sampler.look();
        if (send > 0) {
          wish({ Send: Math.floor(send / growth.streams) });
        }

        return reason;
      }

      if (rule.shallSample) {
        sampler = new LineSampler(rule, 'down');
        wish({ Send: 0 });
      } else if (growth.grows()) {
        // The point's own guard again: together no more than what is left.
        wish({ Send: Math.floor(Math.max(0, budgetBytes - counted) / growth.streams) });
      }

      if (rule.isConfirming !== toldEnd) {
        toldEnd = rule.isConfirming;
        if (toldEnd) {
          wish({ EndsIn: rule.confirmAfterMicros });
        }
      }

      return null;
    };
    const sample = (now: number): void => {
      rule.losesSegments ||= losesSegments(senders.values());
      const reason = rule.add(micros(now), counted) ?? steer();
      if (reason !== null) {
        end(reason, null);
      } else if (now - lastShown >= plan.progressSpacingMs) {
        lastShown = now;
        onProgress(progressOf(rule, counted));
      }
    };

    // Liveness: the timer sees what messages cannot tell: that none come. It also lets time pass on the curve while the line is quiet.
    const timer = setInterval(() => {
      const now = performance.now();
      if (now - lastByte > limits.clientStallMs) {
        end('error', new RunFailure('stalled'));
      } else if (first !== null && (sampler !== null || now - lastByte > quietMs)) {
        sample(now);
      }
    }, plan.sampleMicros / 1000);
    stop.addEventListener('abort', onStop);

    for (const [i, socket] of sockets.entries()) {
      socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
        const now = performance.now();
        if (typeof data === 'string') {
          const report = reportOf(data);
          if (report?.sender) {
            senders.set(socket, report.sender);
          }

          if (first !== null && report?.leftStartUp && leftStartUp.add(socket).size >= growth.streams) {
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
        if (i >= growth.streams) {
          return; // it waited
        }

        if (code !== 1000 || counted === 0) {
          end('error', closed(code));
        } else {
          rule.series.tryAdd(micros(lastByte), counted);
          end(sampler !== null || counted >= 0.9 * budgetBytes ? 'budget' : 'time', null); // a stream has sent its part
        }
      };
    }

    for (const socket of carrying()) {
      socket.send('{}'); // releases the hold of this stream
    }

    if (stop.aborted) {
      onStop();
    } else if (sockets.some((socket) => socket.readyState !== WebSocket.OPEN)) {
      end('error', closed(1006)); // while the others were opened: nobody was there to hear it
    }
  });
}

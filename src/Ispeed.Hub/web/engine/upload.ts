import { type Line, openStreams } from './line.ts';
import { LineSampler } from './lineSampler.ts';
import { closed, type Load, type Progress, progressOf, type Quiet, stopped } from './load.ts';
import { SendWindow } from './numbers/sendWindow.ts';
import { StopRule } from './numbers/stopRule.ts';
import { stopRuleOptions } from './numbers/stopRuleOptions.ts';
import { StreamGrowth } from './numbers/streamGrowth.ts';
import { plan } from './plan.ts';
import { reportOf } from './report.ts';
import { RunFailure } from './runFailure.ts';
import { limits, type StopReason } from './wire.ts';

/** Longest sampling and a second, so that the client's rule ends the load and not the point's. */
const loadMs = 11_000;
const pumpMs = 5;
const messageMs = 10;
const smallestMessage = 2048;
const largestMessage = 262_144;
/** Quartz differs by a hundredth of a per cent; this is for clocks that lie. */
const fastestClock = 1.02;
const clockSlackMs = 100;

/** Fills the line away from this page; the test point counts, and its reports decide. */
export async function upload(
  line: Line,
  quiet: Quiet,
  budgetBytes: number,
  stop: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<Load> {
  const payload = randomPayload(largestMessage);
  const sockets = await openStreams(line, 'upload', { duration: loadMs, ispeed_hold: 1 }, plan.mostStreams, stop);
  // Which segments were lost only this device's kernel knows, and no page can ask it: the line counts as one that loses none.
  const { rttMicros } = quiet;
  const rule = new StopRule(stopRuleOptions({ ...quiet, budgetBytes }));
  const growth = new StreamGrowth(rule, { streams: plan.streams, most: plan.mostStreams, fewestUnderWay: 0 });
  const window = new SendWindow(rttMicros / 1000);

  return new Promise<Load>((resolve) => {
    const began = performance.now();
    let sampler: LineSampler | null = null;
    let sent = 0;
    let received = 0;
    let lastGain = began;
    let lastShown = began;
    let clockOffset = Number.POSITIVE_INFINITY; // this worker's clock at the point's zero, by the quickest report

    const end = (stoppedBy: StopReason, failure: RunFailure | null): void => {
      clearInterval(timer);
      stop.removeEventListener('abort', onStop);
      for (const socket of sockets) {
        socket.onmessage = null;
        socket.onclose = null;
        socket.close(1000);
      }

      const now = performance.now();
      resolve({
        direction: 'up',
        rule,
        streams: growth.streams,
        rttMicros,
        stoppedBy,
        failure,
        counted: received,
        moved: sent,
        beganMs: began,
        zeroMs: Number.isFinite(clockOffset) ? clockOffset : now,
        endedMs: now,
      });
    };
    const onStop = (): void => end(stopped(stop.reason), stop.reason as RunFailure);
    const carrying = (): WebSocket[] => sockets.slice(0, growth.streams);
    const give = (socket: WebSocket, size: number): void => {
      socket.send(payload.subarray(0, size));
      sent += size;
    };
    // A sample is shared out evenly: a stream that took all would have to open its own window first.
    const giveSample = (bytes: number): void => {
      for (const socket of carrying()) {
        for (let left = Math.min(Math.ceil(bytes / growth.streams), budgetBytes - sent); left > 0; left -= largestMessage) {
          give(socket, Math.min(left, largestMessage));
        }
      }
    };
    const steer = (): StopReason | null => {
      if (sampler !== null) {
        const { send, reason } = sampler.look();
        if (send > 0) {
          giveSample(send);
        }

        return reason;
      }

      if (rule.shallSample) {
        sampler = new LineSampler(rule, 'up');
        return null;
      }

      growth.grows(); // the next waiting stream then has the shortest queue
      pump();
      return null;
    };
    const pump = (): void => {
      if (sampler !== null) {
        return; // it says itself what is to be sent
      }

      const message = Math.min(largestMessage, Math.max(smallestMessage, Math.round(window.rate * messageMs)));
      while (true) {
        const free = Math.min(window.bytes - (sent - received), budgetBytes - sent);
        const size = Math.floor(Math.min(free, message));
        if (size < Math.min(message, budgetBytes - sent) || size <= 0) {
          return;
        }

        // The stream with the shortest queue: one that TCP holds back does not hold back the others.
        give(
          carrying().reduce((best, other) => (other.bufferedAmount < best.bufferedAmount ? other : best)),
          size,
        );
      }
    };
    const onReport = (text: string): void => {
      const now = performance.now();
      const report = reportOf(text);
      if (report === null || report.runBytes < received) {
        return; // reports of several streams may overtake each other
      }

      // The figure is the point's word: more bytes than were sent, or more time than has passed, are no word of a test point.
      if (report.runBytes > sent || report.runTime / 1000 > (now - began) * fastestClock + clockSlackMs) {
        end('error', new RunFailure('protocol', 'the test point counts what cannot be'));
        return;
      }

      lastGain = report.runBytes > received ? now : lastGain;
      received = report.runBytes;
      clockOffset = Math.min(clockOffset, now - report.runTime / 1000);
      window.reported(report.runTime / 1000, report.runBytes);
      const reason = rule.add(report.runTime, report.runBytes) ?? steer();
      if (reason !== null) {
        end(reason, null);
        return;
      }

      if (now - lastShown >= plan.progressSpacingMs) {
        lastShown = now;
        onProgress(progressOf(rule, received));
      }
    };

    // Liveness: a point that reports nothing new for the stall limit is given up, and one whose clock stands still when the load should have ended;
    // the timer also fills what a report has freed.
    const timer = setInterval(() => {
      const now = performance.now();
      if (now - lastGain > limits.clientStallMs || now - began > loadMs + limits.clientStallMs) {
        end('error', new RunFailure('stalled'));
      } else {
        pump();
      }
    }, pumpMs);
    stop.addEventListener('abort', onStop);

    for (const [i, socket] of sockets.entries()) {
      socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
        if (typeof data === 'string') {
          onReport(data);
        }
      };
      socket.onclose = ({ code }) => {
        if (i >= growth.streams) {
          return; // it waited; should it be needed, its buffer takes nothing, and what it was given stalls the load
        }

        if (code === 1000 && received > 0) {
          end('time', null);
        } else {
          end('error', closed(code));
        }
      };
    }

    if (stop.aborted) {
      onStop();
    } else if (sockets.some((socket) => socket.readyState !== WebSocket.OPEN)) {
      end('error', closed(1006)); // while the others were opened: nobody was there to hear it
    } else {
      pump();
    }
  });
}

/** Random, so that nothing on the way can compress it. */
function randomPayload(size: number): Uint8Array<ArrayBuffer> {
  const payload = new Uint8Array(size);
  for (let at = 0; at < size; at += 65_536) {
    crypto.getRandomValues(payload.subarray(at, at + 65_536)); // 65,536 bytes are the most that one call gives
  }

  return payload;
}

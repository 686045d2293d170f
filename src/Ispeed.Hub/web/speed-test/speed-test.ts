import { uuid7 } from '../engine/identity.ts';
import type { FromWorker, RunOptions, ToWorker } from '../engine/messages.ts';
import type { Measurement, Participant, RunPhase, Submission } from '../engine/wire.ts';
import { device, evidence, isWebKit, system } from './browser.ts';
import { make } from './dom.ts';
import { endView } from './endView.ts';
import { RunView } from './runView.ts';
import { StartView } from './startView.ts';
import { sendKept, submit } from './submit.ts';
import { Texts } from './texts.ts';

type State = 'ready' | 'running' | 'sending' | 'done' | 'failed';

const newId = (): string => uuid7(Date.now(), (bytes) => crypto.getRandomValues(bytes));

/** The measurement on a page (README.md beside this file says what the server renders). One run at a time, in a worker of its own. */
class SpeedTest extends HTMLElement {
  #read: Texts | null = null;
  #start: StartView | null = null;
  #run: { worker: Worker; view: RunView; measured: Submission | null } | null = null;
  #leaving = new AbortController();

  connectedCallback(): void {
    if (typeof Worker === 'undefined' || typeof WebSocket === 'undefined' || !this.getAttribute('worker')) {
      return; // what the server rendered stays
    }

    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    document.addEventListener('visibilitychange', () => document.hidden && this.#stop('hidden'), { signal });
    // Chromium freezes pages also where it does not call them hidden.
    document.addEventListener('freeze', () => this.#stop('hidden'), { signal });
    // A page that comes back from the back-forward cache has lost its sockets and its worker's time.
    window.addEventListener('pageshow', (event) => event.persisted && this.#ready(), { signal });
    this.#ready();
    void this.#sendKept();
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
    this.#run?.worker.terminate();
    this.#run = null;
  }

  /** Read once: after the first view the script block is gone. */
  get #texts(): Texts {
    this.#read ??= Texts.of(this);
    return this.#read;
  }

  get #hub(): string {
    return (this.getAttribute('hub') ?? '').replace(/\/$/, '');
  }

  #ready(): void {
    this.#run?.worker.terminate();
    this.#run = null;
    this.#start = new StartView(this, this.#texts, evidence(), () => this.#begin());
    this.#show('ready', this.#start.element);
  }

  #begin(): void {
    if (this.#start === null || this.#run !== null) {
      return;
    }

    const family = system(navigator.userAgent);
    const options: RunOptions = {
      ...this.#start.choice,
      id: newId(),
      device: device(newId),
      client: { name: 'ispeed-web', version: this.getAttribute('version') ?? '0', system: family },
      webKit: isWebKit(family),
      hub: this.#hub === '' ? location.origin : this.#hub,
      point: this.getAttribute('point'),
      secure: location.protocol === 'https:',
      code: this.getAttribute('code'),
      participant: this.getAttribute('code') === null ? null : (this.getAttribute('participant') as Participant | null),
    };
    const worker = new Worker(this.getAttribute('worker')!, { type: 'module', name: 'ispeed' });
    const view = new RunView(this.#texts, () => this.#stop('abandoned'));
    this.#run = { worker, view, measured: null };
    this.#start = null;
    this.#show('running', view.element);
    view.enter('choose');
    view.focus();
    // The button that stops the run is in sight as long as it runs, also on a phone with a tall page head.
    if (this.getBoundingClientRect().bottom > innerHeight) {
      this.scrollIntoView({ block: 'start' });
    }

    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#hear(worker, data, options);
    worker.onerror = () => this.#crash(worker, options, 'The measuring program could not be started. Load the page again.');
    worker.postMessage({ kind: 'start', options } satisfies ToWorker);
  }

  #hear(worker: Worker, message: FromWorker, options: RunOptions): void {
    if (message.kind === 'done') {
      worker.terminate();
      void this.#finish(worker, message.submission);
    } else if (message.kind === 'crashed') {
      worker.terminate();
      this.#crash(worker, options, `The measuring program failed. Load the page again. (${message.message})`);
    } else if (this.#run?.worker === worker) {
      this.#run.view.show(message);
      if (message.kind === 'phase') {
        this.#dispatch('ispeed:phase', { phase: message.phase });
      }
    }
  }

  #crash(worker: Worker, options: RunOptions, message: string): void {
    if (this.#run?.worker === worker) {
      this.#end(unfinished(options, this.#run.view.phase, message), null);
    }
  }

  /** Stops at once for the person; the worker gives its account of what was measured by itself, and that is kept and sent like any other. */
  #stop(why: 'abandoned' | 'hidden'): void {
    if (this.#run === null || this.dataset.state !== 'running') {
      return;
    }

    this.#run.worker.postMessage({ kind: 'stop', why } satisfies ToWorker);
    if (why === 'abandoned') {
      this.#run = null;
      this.#ready();
      this.#announce(this.#texts.get('stopped'));
    }
  }

  async #finish(worker: Worker, submission: Submission): Promise<void> {
    const shown = this.#run?.worker === worker;
    const { measurement } = submission;
    if (shown) {
      this.dataset.state = 'sending';
    }

    if (this.getAttribute('point') !== null) {
      this.#dispatch('ispeed:done', { measurement, submission, link: null });
      this.#endIf(shown, measurement, this.#texts.get('notSent'));
      return;
    }

    const outcome = await submit(this.#hub, submission);
    const link = outcome.kind === 'stored' ? linkOf(outcome.answer.link, submission.code) : null;
    const go = this.#dispatch('ispeed:done', { measurement, submission, link });
    if (link !== null && shown && measurement.error === null && go) {
      location.assign(link);
      return;
    }

    const notice =
      outcome.kind === 'away'
        ? this.#texts.get('kept')
        : outcome.kind === 'refused'
          ? this.#texts.get('refused', { reason: outcome.reason })
          : null;
    this.#endIf(shown, measurement, notice);
  }

  #endIf(shown: boolean, measurement: Measurement, notice: string | null): void {
    if (shown) {
      this.#end(measurement, notice);
    }
  }

  #end(measurement: Measurement, notice: string | null): void {
    this.#run = null;
    const view = endView(this.#texts, measurement, notice, () => {
      this.#ready();
      this.querySelector<HTMLElement>('.speed-go')?.focus();
    });
    this.#show(measurement.error ? 'failed' : 'done', view);
    view.querySelector<HTMLElement>('h2')?.focus();
  }

  async #sendKept(): Promise<void> {
    const count = this.getAttribute('point') === null ? await sendKept(this.#hub) : 0;
    if (count > 0) {
      this.#announce(this.#texts.get('sentKept', { count }));
    }
  }

  #announce(sentence: string): void {
    this.querySelector('.speed-word')?.remove();
    const word = make('p', { class: 'speed-word', role: 'status' });
    this.append(word);
    word.textContent = sentence;
  }

  #show(state: State, view: HTMLElement): void {
    this.dataset.state = state;
    this.replaceChildren(view);
  }

  #dispatch(name: string, detail: object): boolean {
    return this.dispatchEvent(new CustomEvent(name, { bubbles: true, cancelable: true, detail }));
  }
}

/** With the code the result's page tells the participant whether the run is counted; the address that others are shown is without it. */
const linkOf = (link: string, code: string | null | undefined): string => (code ? `${link}?code=${code}` : link);

/** The worker itself could not go on: it gave no account, and there is nothing to submit. */
function unfinished(options: RunOptions, phase: RunPhase, message: string): Measurement {
  return {
    id: options.id,
    startedAt: new Date().toISOString(),
    server: null,
    method: '1',
    download: null,
    upload: null,
    latency: null,
    loss: null,
    bytesTotal: 0,
    link: null,
    error: { reason: 'protocol', phase, message },
  };
}

customElements.define('speed-test', SpeedTest);

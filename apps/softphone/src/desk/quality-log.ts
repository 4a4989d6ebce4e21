import type { SendQuality } from '@sibai/contracts';
import { json, send } from '@sibai/ui';

import type { Quality } from '../phone/quality';

type Sample = Omit<SendQuality['samples'][number], 'agoMs'> & { readonly takenAt: number };

/** One sample says the worst of so long. */
const SAMPLE_MS = 10_000;
const SEND_MS = 60_000;
const MOST = 120;

interface CallLog {
  readonly samples: Sample[];
  worst: { readonly quality: Quality; readonly since: number } | null;
}

/** Keeps how calls sounded and hands it to the server: each minute, and what is left when the call is over. */
export class QualityLog {
  readonly #calls = new Map<string, CallLog>();

  constructor() {
    window.setInterval(() => this.flush(), SEND_MS);
    // What was measured is not lost with the page.
    window.addEventListener('pagehide', () => this.flush());
  }

  add(callId: string, quality: Quality): void {
    const now = performance.now();
    const log = this.#calls.get(callId) ?? { samples: [], worst: null };
    this.#calls.set(callId, log);
    const worse = log.worst === null || quality.mos < log.worst.quality.mos;
    log.worst = { quality: worse || !log.worst ? quality : log.worst.quality, since: log.worst?.since ?? now };
    if (now - log.worst.since >= SAMPLE_MS) close(log, now);
  }

  /** Sends what has come together. A refusal is dropped: it would be refused again. */
  flush(): void {
    for (const [callId, log] of this.#calls) {
      close(log, performance.now());
      this.#calls.delete(callId);
      if (log.samples.length > 0) this.#send(callId, log.samples);
    }
  }

  #send(callId: string, samples: readonly Sample[]): void {
    const now = performance.now();
    const body: SendQuality = {
      samples: samples
        .slice(-MOST)
        .map(({ takenAt, ...sample }) => ({ ...sample, agoMs: Math.min(600_000, Math.round(now - takenAt)) })),
    };
    void send(`/agent/calls/${callId}/quality`, { ...json('POST', body), keepalive: true }).catch(() => undefined);
  }
}

function close(log: CallLog, takenAt: number): void {
  if (!log.worst) return;
  const { roundTripMs, jitterMs, lossPercent } = log.worst.quality;
  log.samples.push({ takenAt, roundTripMs, jitterMs, lossPercent });
  log.worst = null;
}

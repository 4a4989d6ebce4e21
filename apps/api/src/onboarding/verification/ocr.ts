import { Injectable, type OnApplicationShutdown } from '@nestjs/common';

import { Clock } from '../../platform/clock.js';
import { Sandbox, SandboxError, type SandboxLimits } from '../../platform/sandbox.js';
import { type OcrOutcome, type OcrPaper, type OcrProgress, type OcrStage, type TextBox } from './ocr-reading.js';
import { type IdCardReading, readIdCard } from './id-card-parser.js';
import { readLicence } from './licence-parser.js';

export interface OcrQuestion {
  readonly image: Uint8Array;
  /** Degrees clockwise by which the picture is turned first. */
  readonly turn: number;
}
export interface OcrNews {
  readonly stage: Exclude<OcrStage, 'waiting' | 'done'>;
  readonly percent: number;
}
export interface OcrAnswer {
  readonly boxes: readonly TextBox[];
}

/** Not confined: OpenCV's WebAssembly does not start in a confined process, and it only sees pictures we encoded ourselves. */
export const OCR_LIMITS: SandboxLimits = {
  jobMs: 60_000,
  memoryMb: 1_500,
  idleMs: 120_000,
  waiting: 50,
  confined: false,
};

/** A picture without a single field is tried lying on its side and on its head: not every telephone notes how it was held. */
const TURNS = [0, 90, 270, 180];

/**
 * Reads licences and ID cards. The models live in a process of their own, started at the first picture and ended when
 * idle, one picture at a time: two at once would need twice the memory and be no faster.
 */
@Injectable()
export class Ocr implements OnApplicationShutdown {
  readonly #sandbox = new Sandbox<OcrQuestion, OcrAnswer, OcrNews>('./ocr-process', import.meta.url, OCR_LIMITS);

  constructor(private readonly clock: Clock) {}

  /** What stands on the picture. Whoever waits is told the place in the queue and how far the reading is. */
  async read(
    paper: OcrPaper,
    image: Uint8Array,
    progress: (progress: OcrProgress) => void = () => undefined,
  ): Promise<OcrOutcome> {
    const begun = performance.now();
    try {
      for (const turn of TURNS) {
        const page = await this.#page({ image, turn }, progress);
        const reading = this.#fields(paper, page);
        if (Object.keys(reading.fields).length === 0) continue;
        progress({ stage: 'done', position: 0, percent: 100 });
        return { ok: true, ...reading, ms: Math.round(performance.now() - begun) };
      }
      return { ok: false, reason: 'nothing_read' };
    } catch (error) {
      if (!(error instanceof SandboxError)) return { ok: false, reason: 'failed' };
      // Who was interrupted by the api's own end comes again, as who found the queue full.
      const reasons = { took_too_long: 'took_too_long', too_busy: 'too_busy', stopped: 'too_busy' } as const;
      return { ok: false, reason: reasons[error.failure as keyof typeof reasons] ?? 'failed' };
    }
  }

  #page(question: OcrQuestion, progress: (progress: OcrProgress) => void): Promise<OcrAnswer> {
    return this.#sandbox.run(question, {
      moved: (position) => progress({ stage: position > 0 ? 'waiting' : 'starting', position, percent: 0 }),
      heard: ({ stage, percent }) => progress({ stage, position: 0, percent }),
    });
  }

  #fields(paper: OcrPaper, page: OcrAnswer): IdCardReading {
    return paper === 'business_licence' ? { fields: readLicence(page) } : readIdCard(page, this.clock.now().getTime());
  }

  /** The process that holds the models, while there is one. */
  get pid(): number | undefined {
    return this.#sandbox.pid;
  }

  onApplicationShutdown(): void {
    this.#sandbox.stop();
  }
}

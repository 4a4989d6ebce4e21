import { Store } from '../platform/store';
import { type Advice, adviceOf } from './advice';
import type { Phone } from './phone';
import { type Counters, type Quality, readQuality, type Stat } from './quality';

export interface Reading {
  readonly quality: Quality | null;
  readonly advice: Advice | null;
}

const EVERY_MS = 2_000;
/** Readings that are kept for advice: half a minute. */
const KEPT = 15;
const NONE: Reading = { quality: null, advice: null };
const START: Counters = { received: 0, lost: 0 };

/** Reads how the call sounds for as long as there is one, whether it is looked at or not: the readings are stored. */
export class QualityMonitor extends Store<Reading> {
  readonly #phone: Phone;
  readonly #held: () => boolean;
  readonly #heard: (callId: string, quality: Quality) => void;
  #timer: number | undefined;
  #before: Counters = START;
  #readings: Quality[] = [];

  /** `heard` is told of each reading. While the call is held nothing is sent on purpose. */
  constructor(phone: Phone, held: () => boolean, heard: (callId: string, quality: Quality) => void) {
    super(NONE);
    this.#phone = phone;
    this.#held = held;
    this.#heard = heard;
    phone.watch(() => this.#follow());
  }

  #follow(): void {
    const talking = this.#phone.state().at === 'talking';
    if (talking === (this.#timer !== undefined)) return;
    window.clearInterval(this.#timer);
    this.#timer = undefined;
    if (!talking) return this.become(NONE);
    this.#before = START;
    this.#readings = [];
    this.#timer = window.setInterval(() => void this.#read(), EVERY_MS);
    void this.#read();
  }

  async #read(): Promise<void> {
    const report = await this.#phone.stats();
    const line = this.#phone.state();
    if (!report || line.at !== 'talking') return;
    const stats: Stat[] = [];
    report.forEach((stat: Stat) => stats.push(stat));
    const { quality, counters } = readQuality(stats, this.#before);
    // A call that was taken up again counts from nothing.
    if (counters.received < this.#before.received) this.#readings = [];
    this.#before = counters;
    this.#readings = [...this.#readings, quality].slice(-KEPT);
    if (line.callId !== null) this.#heard(line.callId, quality);
    this.become({ quality, advice: adviceOf(this.#readings, { muted: line.muted, held: this.#held() }) });
  }
}

import type { Phone } from './phone';

const EVERY_MS = 500;
/** A caller's network is thought well of for longer; of its own the browser would notice after five seconds or more. */
const STALLED_MS = 2_000;

/** Finds out that packets have stopped. Each silence is told once: what helps, helps at once or not at all. */
export class Silence {
  #mark: number | null = null;
  #since = 0;
  #told = false;

  /** `mark` is another one with each packet that came; null before the first. */
  isNew(mark: number | null, now: number): boolean {
    if (mark !== this.#mark || mark === null) {
      this.#mark = mark;
      this.#since = now;
      this.#told = false;
      return false;
    }
    if (this.#told || now - this.#since < STALLED_MS) return false;
    this.#told = true;
    return true;
  }
}

/**
 * Negotiates the way of the voices anew as soon as nothing comes any more, for what is believed to be connected may be dead.
 * While the call is held, nothing comes on purpose.
 */
export function mendStalls(phone: Phone, held: () => boolean): void {
  let timer: number | undefined;
  phone.watch(() => {
    const talking = phone.state().at === 'talking';
    if (talking === (timer !== undefined)) return;
    window.clearInterval(timer);
    timer = undefined;
    if (!talking) return;
    const silence = new Silence();
    timer = window.setInterval(() => {
      if (silence.isNew(held() ? null : phone.lastPacket(), performance.now())) phone.renew();
    }, EVERY_MS);
  });
}

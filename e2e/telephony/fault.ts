/**
 * A fault that strikes while several scenarios are under way: each prepares its own call, waits for the fault, looks at
 * what happens during it, waits for its end, and looks again. A scenario that fails is not waited for any more.
 */
export class Fault {
  readonly #phases: readonly (() => Promise<void>)[];
  readonly #waiting: (() => void)[] = [];
  #parties: number;
  #phase = 0;

  constructor(parties: number, strike: () => Promise<void>, mend: () => Promise<void>) {
    this.#parties = parties;
    this.#phases = [strike, mend];
  }

  /** The body of one scenario's test. */
  scenario(body: (fault: { struck(): Promise<void>; mended(): Promise<void> }) => Promise<void>): () => Promise<void> {
    return () =>
      body({ struck: () => this.#next(), mended: () => this.#next() }).finally(() => {
        this.#parties--;
        this.#proceed();
      });
  }

  #next(): Promise<void> {
    return new Promise((resolve, reject) => {
      const phase = this.#phase;
      this.#waiting.push(() => void this.#done[phase]?.then(resolve, reject));
      this.#proceed();
    });
  }

  readonly #done: Promise<void>[] = [];

  #proceed(): void {
    if (this.#waiting.length === 0 || this.#waiting.length < this.#parties) return;
    const run = this.#phases[this.#phase];
    this.#done[this.#phase] = run ? run() : Promise.resolve();
    this.#phase++;
    for (const go of this.#waiting.splice(0)) go();
  }
}

/** Does one thing after another. Of what is asked for meanwhile only the last is done: the wish that stands. */
export class OneAtATime {
  #running = false;
  #next: (() => Promise<void>) | null = null;

  /** Resolves when nothing is left to do, whoever asked for it; at once if something is being done. Work does not reject. */
  async ask(work: () => Promise<void>): Promise<void> {
    this.#next = work;
    if (this.#running) return;
    this.#running = true;
    try {
      for (let next = this.#take(); next; next = this.#take()) await next();
    } finally {
      this.#running = false;
    }
  }

  /** What has not begun is not wanted any more. */
  forget(): void {
    this.#next = null;
  }

  #take(): (() => Promise<void>) | null {
    const next = this.#next;
    this.#next = null;
    return next;
  }
}

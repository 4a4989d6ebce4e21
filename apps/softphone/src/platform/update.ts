import { Store } from './store';
import { after } from './timers';

const EVERY_MS = 10 * 60_000;

/** The page's own script is named after what is in it. */
export const scriptOf = (page: string): string | null =>
  /<script type="module"[^>]* src="([^"]+)"/.exec(page)?.[1] ?? null;

/** Whether the server has a newer desk than this one, which may stand open for days. */
class Update extends Store<boolean> {
  constructor() {
    super(false);
    if (import.meta.env.PROD) this.#again();
  }

  async look(): Promise<void> {
    if (!import.meta.env.PROD || this.state()) return;
    const page = await fetch('/desk/', { cache: 'no-store' }).then(
      (answer) => (answer.ok ? answer.text() : ''),
      () => '',
    );
    const theirs = scriptOf(page);
    const own = document.querySelector('script[type=module][src]')?.getAttribute('src');
    if (theirs !== null && theirs !== own) this.become(true);
  }

  #again(): void {
    after(EVERY_MS, () => {
      void this.look();
      this.#again();
    });
  }
}

export const update = new Update();

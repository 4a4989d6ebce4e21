import { Store } from './store';

export type TabState = 'waiting' | 'here' | 'elsewhere';

const LOCK = 'sibai-desk';

/**
 * Which window is the desk. Two would fight over one SIP account and both would ring, so one holds a lock that the
 * browser frees when the window is gone; another may take it over.
 */
class Tab extends Store<TabState> {
  #claimed = false;

  constructor() {
    super('waiting');
  }

  /** Becomes the desk if no other window is; else becomes it when that one is closed. */
  claim(): void {
    if (this.#claimed) return;
    this.#claimed = true;
    // Absent where the page is neither https nor localhost; there is no microphone either, and the page says so.
    if (!navigator.locks) return this.become('here');
    this.#hold({ ifAvailable: true }, () => {
      this.#queue();
    });
  }

  takeOver(): void {
    this.#hold({ steal: true });
  }

  #hold(options: LockOptions, refused?: () => void): void {
    let held = false;
    navigator.locks
      .request(LOCK, options, (lock) => {
        if (!lock) return refused?.();
        held = true;
        this.become('here');
        // Held until the window goes, or until another one steals it: then `request` rejects.
        return new Promise<void>(() => undefined);
      })
      .catch(() => {
        if (held) this.#queue();
      });
  }

  /** Waits for the other window to be closed. */
  #queue(): void {
    this.become('elsewhere');
    this.#hold({});
  }
}

export const tab = new Tab();

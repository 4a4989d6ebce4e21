import type { SaveNotes } from '@sibai/contracts';
import { ApiError } from '@sibai/ui';

import { Store } from '../platform/store';
import { saveNotes } from './desk';

export interface NotesState extends SaveNotes {
  readonly saving: 'saved' | 'typing' | 'saving' | 'failed';
}

/** Long enough for a pause in typing, short enough that little is lost with the page. */
const PAUSE_MS = 700;
const RETRY_MS = 3000;

/** What the agent writes about one call: kept from the call through the wrap-up, and saved as it is typed. */
export class Notes extends Store<NotesState> {
  readonly #callId: string;
  #timer: number | undefined;
  #underway: Promise<void> = Promise.resolve();

  constructor(callId: string, saved: SaveNotes) {
    super({ ...saved, saving: 'saved' });
    this.#callId = callId;
  }

  write(part: Partial<SaveNotes>): void {
    this.become({ ...this.state(), ...part, saving: 'typing' });
    this.#schedule(PAUSE_MS);
  }

  /** Saves what is not saved yet, without waiting for the pause. */
  async flush(): Promise<void> {
    window.clearTimeout(this.#timer);
    await this.#underway;
    const { notes, disposition, saving } = this.state();
    if (saving === 'saved') return;
    this.become({ ...this.state(), saving: 'saving' });
    this.#underway = saveNotes(this.#callId, { notes, disposition }).then(
      () => this.#settle('saved'),
      (error: unknown) => {
        this.#settle('failed');
        // A refusal stays a refusal; silence is worth another try.
        if (!(error instanceof ApiError) || error.status === 0 || error.status >= 500) this.#schedule(RETRY_MS);
      },
    );
    await this.#underway;
  }

  #settle(saving: 'saved' | 'failed'): void {
    // What was typed while it was being saved has its own turn.
    if (this.state().saving === 'saving') this.become({ ...this.state(), saving });
  }

  #schedule(ms: number): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.flush(), ms);
  }
}

let latest: { readonly callId: string; readonly notes: Notes } | null = null;

/** The notes of a call; `saved` is what the server has of it, for the first time it is shown. */
export function notesOf(callId: string, saved: { notes: string; disposition: string | null } | null): Notes {
  if (latest?.callId !== callId) {
    const { notes = '', disposition = null } = saved ?? {};
    latest = { callId, notes: new Notes(callId, { notes, disposition }) };
  }
  return latest.notes;
}

/** Saves what is still unsaved of the call written about last, which the server may ask for. */
export const flushNotes = async (): Promise<void> => latest?.notes.flush();

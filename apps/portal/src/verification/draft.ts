import { type SaveVerification, Verification, type VerificationForm } from '@sibai/contracts';
import { ApiError } from '@sibai/ui';
import { useSyncExternalStore } from 'react';

export type FieldName = keyof VerificationForm;
type Typed = Partial<VerificationForm>;

export interface DraftState {
  /** As the server last answered. */
  readonly server: Verification;
  /** What is shown: the server's form with what was typed here over it. */
  readonly form: VerificationForm;
  /** Fields that were changed elsewhere while they were changed here, with what they are there. */
  readonly conflicts: ReadonlyMap<FieldName, VerificationForm[FieldName]>;
  readonly saving: 'saved' | 'waiting' | 'saving' | 'offline' | 'conflict';
}

const PAUSE_MS = 700;
const RETRY_MS = 4000;
/** Answered masked: what was typed stays on the page that typed it. */
const SECRET: readonly FieldName[] = ['legalIdNumber', 'operatorIdNumber', 'boundNumbers'];

/**
 * What is being typed into an application. Lives outside React, saves by itself after a pause, one request at a time, and
 * keeps what was typed through refusals, lost connections and changes made on another device.
 */
export class Draft {
  #state: DraftState;
  #typed: Typed = {};
  readonly #dirty = new Set<FieldName>();
  readonly #watchers = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> | undefined;

  constructor(
    server: Verification,
    private readonly save: (save: SaveVerification) => Promise<Verification>,
    private readonly onMoved: () => void,
  ) {
    this.#state = { server, form: server.form, conflicts: new Map(), saving: 'saved' };
  }

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };
  readonly state = (): DraftState => this.#state;

  set(typed: Typed): void {
    this.#typed = { ...this.#typed, ...typed };
    for (const name of Object.keys(typed) as FieldName[]) this.#dirty.add(name);
    this.#show({ saving: this.#saving ? 'saving' : 'waiting' });
    this.#later(PAUSE_MS);
  }

  /** Takes what the server says after something else than typing: a paper, a code, another look at it. */
  accept(server: Verification): void {
    const known = this.#state.server;
    if (server === known || server.id !== known.id || server.version < known.version) return;
    this.#take(server);
    this.#show({});
  }

  /** Settles a field that was changed in two places. */
  settle(name: FieldName, whose: 'mine' | 'theirs'): void {
    const conflicts = new Map(this.#state.conflicts);
    conflicts.delete(name);
    if (whose === 'theirs') {
      this.#dirty.delete(name);
      this.#typed = without(this.#typed, name);
    }
    this.#show({ conflicts, saving: this.#dirty.size > 0 ? 'waiting' : 'saved' });
    this.#later(0);
  }

  /** Saves now what has not been saved; resolves when nothing is left that could be. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#saving;
    if (this.#pending().length > 0) await this.#run();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #pending(): FieldName[] {
    return [...this.#dirty].filter((name) => !this.#state.conflicts.has(name));
  }

  #later(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#run(), ms);
  }

  #run(): Promise<void> {
    this.#saving ??= this.#saveOnce().finally(() => {
      this.#saving = undefined;
    });
    return this.#saving;
  }

  async #saveOnce(): Promise<void> {
    const names = this.#pending();
    if (names.length === 0) return;
    const fields = Object.fromEntries(names.map((name) => [name, this.#typed[name]])) as Typed;
    this.#show({ saving: 'saving' });
    try {
      const server = await this.save({ version: this.#state.server.version, fields });
      for (const name of names) if (this.#typed[name] === fields[name]) this.#dirty.delete(name);
      this.#take(server);
    } catch (error) {
      return this.#failed(error);
    }
    const left = this.#dirty.size > 0;
    this.#show({ saving: this.#state.conflicts.size > 0 ? 'conflict' : left ? 'waiting' : 'saved' });
    if (this.#pending().length > 0) this.#later(PAUSE_MS);
  }

  #failed(error: unknown): void {
    if (error instanceof ApiError && error.code === 'verification.stale') {
      const current = Verification.safeParse(error.details['current']);
      if (current.success) return this.#merge(current.data);
    }
    if (error instanceof ApiError && error.code === 'verification.wrong_state') {
      this.#show({ saving: 'waiting' });
      this.onMoved();
      return;
    }
    this.#show({ saving: 'offline' });
    this.#later(RETRY_MS);
  }

  /** Somebody else saved first. What they did not touch is saved on top of theirs; what both touched is asked about. */
  #merge(current: Verification): void {
    const before = this.#state.server.form;
    const conflicts = new Map(this.#state.conflicts);
    for (const name of this.#dirty)
      if (!same(before[name], current.form[name]) && !same(current.form[name], this.#typed[name]))
        conflicts.set(name, current.form[name]);
    this.#take(current);
    this.#show({ conflicts, saving: conflicts.size > 0 ? 'conflict' : 'waiting' });
    if (this.#pending().length > 0) this.#later(0);
  }

  #take(server: Verification): void {
    const kept = Object.keys(this.#typed).filter((key) => {
      const name = key as FieldName;
      return this.#dirty.has(name) || (SECRET.includes(name) && fits(server.form, this.#typed, name));
    });
    this.#typed = Object.fromEntries(kept.map((name) => [name, this.#typed[name as FieldName]])) as Typed;
    this.#state = { ...this.#state, server };
  }

  #show(change: Partial<DraftState>): void {
    const next = { ...this.#state, ...change };
    this.#state = { ...next, form: { ...next.server.form, ...this.#typed } };
    for (const watcher of this.#watchers) watcher();
  }
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Bound numbers of another length came from another device: what was typed here is theirs no more. */
const fits = (server: VerificationForm, typed: Typed, name: FieldName): boolean =>
  name !== 'boundNumbers' || server.boundNumbers.length === typed.boundNumbers?.length;

function without(typed: Typed, name: FieldName): Typed {
  const { [name]: _, ...rest } = typed;
  return rest;
}

export const useDraft = (draft: Draft): DraftState => useSyncExternalStore(draft.watch, draft.state);

import { useSyncExternalStore } from 'react';

export const APPEARANCES = ['system', 'light', 'dark'] as const;
export type Appearance = (typeof APPEARANCES)[number];

const REMEMBERED = 'sibai.appearance';
const watchers = new Set<() => void>();

let chosen: Appearance | undefined;
const wishes = new Map<string, MediaQueryList>();

const changed = (): void => watchers.forEach((watcher) => watcher());

const watch = (watcher: () => void): (() => void) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};

const appearance = (): Appearance =>
  (chosen ??= APPEARANCES.find((a) => a === localStorage.getItem(REMEMBERED)) ?? 'system');

/** What the system says that a person prefers. */
function prefers(wish: string): boolean {
  let query = wishes.get(wish);
  if (!query) {
    query = window.matchMedia(`(prefers-${wish})`);
    query.addEventListener('change', changed);
    wishes.set(wish, query);
  }
  return query.matches;
}

export function setAppearance(wanted: Appearance): void {
  chosen = wanted;
  localStorage.setItem(REMEMBERED, wanted);
  changed();
}

/** What was chosen. */
export const useAppearance = (): Appearance => useSyncExternalStore(watch, appearance);

/** What it comes to. */
export const useDark = (): boolean =>
  useSyncExternalStore(watch, () =>
    appearance() === 'system' ? prefers('color-scheme: dark') : appearance() === 'dark',
  );

/** Whether nothing is to move on the screen that need not. */
export const useStill = (): boolean => useSyncExternalStore(watch, () => prefers('reduced-motion: reduce'));

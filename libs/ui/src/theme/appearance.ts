import { useSyncExternalStore } from 'react';

export const APPEARANCES = ['system', 'light', 'dark'] as const;
export type Appearance = (typeof APPEARANCES)[number];

const REMEMBERED = 'sibai.appearance';
const watchers = new Set<() => void>();

let chosen: Appearance | undefined;
let system: MediaQueryList | undefined;

const changed = (): void => watchers.forEach((watcher) => watcher());

const watch = (watcher: () => void): (() => void) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};

const appearance = (): Appearance =>
  (chosen ??= APPEARANCES.find((a) => a === localStorage.getItem(REMEMBERED)) ?? 'system');

function systemIsDark(): boolean {
  if (!system) {
    system = window.matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', changed);
  }
  return system.matches;
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
  useSyncExternalStore(watch, () => (appearance() === 'system' ? systemIsDark() : appearance() === 'dark'));

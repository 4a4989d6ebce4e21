import { useSyncExternalStore } from 'react';

export const APPEARANCES = ['system', 'light', 'dark'] as const;
export type Appearance = (typeof APPEARANCES)[number];

const REMEMBERED = 'sibai.appearance';
const darkSystem = window.matchMedia('(prefers-color-scheme: dark)');
const watchers = new Set<() => void>();

let chosen: Appearance = APPEARANCES.find((a) => a === localStorage.getItem(REMEMBERED)) ?? 'system';

const changed = (): void => watchers.forEach((watcher) => watcher());
darkSystem.addEventListener('change', changed);

const watch = (watcher: () => void): (() => void) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};

export function setAppearance(appearance: Appearance): void {
  chosen = appearance;
  localStorage.setItem(REMEMBERED, appearance);
  changed();
}

/** What was chosen. */
export const useAppearance = (): Appearance => useSyncExternalStore(watch, () => chosen);

/** What it comes to. */
export const useDark = (): boolean =>
  useSyncExternalStore(watch, () => (chosen === 'system' ? darkSystem.matches : chosen === 'dark'));

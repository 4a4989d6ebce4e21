import { useEffect, useEffectEvent } from 'react';

export const COMMANDS = ['answer', 'hang_up', 'mute', 'hold', 'help'] as const;
export type Command = (typeof COMMANDS)[number];

/** The keys of each command. Function keys work everywhere; the others only where nothing is being typed. */
export const KEYS: Record<Command, readonly string[]> = {
  answer: ['F2', 'Enter'],
  hang_up: ['F4'],
  mute: ['F8', 'M'],
  hold: ['F9', 'H'],
  help: ['?'],
};

interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly repeat: boolean;
}

/** What a key press asks for. `busyWith` is where the focus is: Enter on a button is the button's. */
export function commandOf(pressed: Pressed, busyWith: 'text' | 'control' | 'nothing'): Command | null {
  if (pressed.ctrlKey || pressed.altKey || pressed.metaKey || pressed.repeat) return null;
  const key = pressed.key.length === 1 ? pressed.key.toUpperCase() : pressed.key;
  const command = COMMANDS.find((each) => KEYS[each].includes(key)) ?? null;
  if (/^F\d/.test(key) || command === null) return command;
  if (busyWith === 'text' || (busyWith === 'control' && key === 'Enter')) return null;
  return command;
}

function focus(): 'text' | 'control' | 'nothing' {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement)) return 'nothing';
  if (element.isContentEditable || element.matches('textarea, select, input:not([type=checkbox], [type=radio])')) {
    return 'text';
  }
  return element.matches('button, a, [role=button], [role=menuitem], [role=option], input') ? 'control' : 'nothing';
}

/** Runs commands by key. One that does nothing now is absent, and its key is left to the browser. */
export function useShortcuts(commands: Partial<Record<Command, () => void>>): void {
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    const command = commandOf(event, focus());
    const run = command && commands[command];
    if (!run) return;
    event.preventDefault();
    run();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => pressed(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}

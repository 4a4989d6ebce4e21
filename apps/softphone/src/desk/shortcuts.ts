import { useEffect, useEffectEvent } from 'react';

export const COMMANDS = [
  'answer',
  'hang_up',
  'mute',
  'hold',
  'transfer',
  'blind',
  'invite',
  'keypad',
  'collect',
  'pause',
  'card',
  'swap',
  'complete',
  'notes',
  'ticket',
  'dial',
  'callbacks',
  'finish',
  'headset',
  'help',
] as const;
export type Command = (typeof COMMANDS)[number];

/** The keys of each command. Function keys work everywhere; the others only where nothing is being typed. */
export const KEYS: Record<Command, readonly string[]> = {
  answer: ['F2', 'Enter'],
  hang_up: ['F4'],
  mute: ['F8', 'M'],
  hold: ['F9', 'H'],
  transfer: ['T'],
  blind: ['B'],
  invite: ['C'],
  keypad: ['K'],
  collect: ['I'],
  pause: ['R'],
  card: ['P'],
  swap: ['X'],
  complete: ['Z'],
  notes: ['N'],
  ticket: ['G'],
  dial: ['D'],
  callbacks: ['L'],
  finish: ['E'],
  headset: ['S'],
  help: ['?'],
};

interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly repeat: boolean;
}

export type Focus = 'text' | 'control' | 'nothing';

/** What a key press asks for. `busyWith` is where the focus is: Enter on a button is the button's. */
export function commandOf(pressed: Pressed, busyWith: Focus): Command | null {
  if (pressed.ctrlKey || pressed.altKey || pressed.metaKey || pressed.repeat) return null;
  const key = pressed.key.length === 1 ? pressed.key.toUpperCase() : pressed.key;
  const command = COMMANDS.find((each) => KEYS[each].includes(key)) ?? null;
  if (/^F\d/.test(key) || command === null) return command;
  if (busyWith === 'text' || (busyWith === 'control' && key === 'Enter')) return null;
  return command;
}

/** Alt and a number choose a presence, also while something is typed: the place of the choice, or null. */
export function choiceOf(pressed: Pressed & { readonly code: string }): number | null {
  if (!pressed.altKey || pressed.ctrlKey || pressed.metaKey || pressed.repeat) return null;
  // By the place of the key: with Alt a Mac's keyboard gives other characters.
  const digit = /^Digit([1-9])$/.exec(pressed.code)?.[1];
  return digit === undefined ? null : Number(digit) - 1;
}

function focus(): Focus {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement)) return 'nothing';
  if (element.isContentEditable || element.matches('textarea, select, input:not([type=checkbox], [type=radio])')) {
    return 'text';
  }
  return element.matches('button, a, [role=button], [role=menuitem], [role=option], [role=tab], input')
    ? 'control'
    : 'nothing';
}

/** Runs commands by key. One that does nothing now is absent, and its key is left to the browser. */
export function useShortcuts(commands: Partial<Record<Command, () => void>>, choose: (n: number) => boolean): void {
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    // What lies above the page has its own keys.
    const covered = document.querySelector('.ant-modal-wrap:not([style*="display: none"]) [role="dialog"]') !== null;
    const choice = choiceOf(event);
    if (choice !== null) return choose(choice) ? event.preventDefault() : undefined;
    const command = commandOf(event, focus());
    const run = command && commands[command];
    if (!run || (covered && !/^F\d/.test(event.key) && command !== 'help')) return;
    event.preventDefault();
    run();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => pressed(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}

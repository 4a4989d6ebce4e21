import { expect, it } from 'vitest';

import { choiceOf, COMMANDS, commandOf, KEYS } from './shortcuts';

const key = (name: string, held: Partial<{ ctrlKey: boolean; repeat: boolean }> = {}) => ({
  key: name,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  repeat: false,
  ...held,
});

it('answers by F2 everywhere, and by Enter where nothing has the focus', () => {
  expect(commandOf(key('F2'), 'text')).toBe('answer');
  expect(commandOf(key('Enter'), 'nothing')).toBe('answer');
  expect(commandOf(key('Enter'), 'control')).toBeNull();
  expect(commandOf(key('Enter'), 'text')).toBeNull();
});

it('takes letters for commands only where nothing is typed', () => {
  expect(commandOf(key('m'), 'nothing')).toBe('mute');
  expect(commandOf(key('m'), 'control')).toBe('mute');
  expect(commandOf(key('m'), 'text')).toBeNull();
});

it("leaves the browser's own keys alone, and a key held down", () => {
  expect(commandOf(key('h', { ctrlKey: true }), 'nothing')).toBeNull();
  expect(commandOf(key('F4', { repeat: true }), 'nothing')).toBeNull();
  expect(commandOf(key('q'), 'nothing')).toBeNull();
});

it('gives no key to two commands', () => {
  const keys = COMMANDS.flatMap((command) => KEYS[command]);
  expect(new Set(keys).size).toBe(keys.length);
});

it('chooses a presence by Alt and the place of a digit, whatever character the keyboard makes of it', () => {
  const pressed = (code: string, held = {}) => ({ ...key('¡'), altKey: true, code, ...held });
  expect(choiceOf(pressed('Digit1'))).toBe(0);
  expect(choiceOf(pressed('Digit4'))).toBe(3);
  expect(choiceOf(pressed('KeyA'))).toBeNull();
  expect(choiceOf(pressed('Digit1', { altKey: false }))).toBeNull();
  expect(choiceOf(pressed('Digit1', { ctrlKey: true }))).toBeNull();
});

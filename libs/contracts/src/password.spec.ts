import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Password, passwordFault, passwordStrength } from './password.js';

describe('a password', () => {
  it.each([
    'eight888',
    'correct horse battery',
    '落霞与孤鹜齐飞秋水',
    'mX7qaz!pw',
    '    a b c  ',
    'ｆｕｌｌ幅ＷＩＤＴＨ',
  ])('may be %j', (password) => {
    expect(passwordFault(password)).toBeUndefined();
  });

  it.each([
    ['short', 'seven77'],
    ['short', '落霞与孤鹜齐飞'],
    ['short', '👍👍👍👍👍👍👍'],
    ['repeated', 'aaaaaaaaaaaa'],
    ['repeated', 'abcabcabc'],
    ['repeated', '12121212'],
    ['sequence', 'abcdefghijkl'],
    ['sequence', '87654321'],
    ['sequence', 'qwertyuiop'],
    ['sequence', '1qaz2wsx3edc'],
    ['sequence', 'zyxwvutsrqponm'],
  ])('is %s when it is %j', (fault, password) => {
    expect(passwordFault(password)).toBe(fault);
  });

  it.each(['chenjing88', 'Chen.Jing', '13800138000a', '蓝天科技2026', 'sibai-400-1', 'ChenJing@example'])(
    'says too little beside what is known of its owner: %j',
    (password) => {
      const known = ['chen.jing@example.com', 'chenjing', '13800138000', '蓝天科技'];
      expect(passwordFault(password, known)).toBe('context');
    },
  );

  it('may hold the name of its owner when the rest is enough', () => {
    expect(passwordFault('chenjing likes persimmons', ['chenjing'])).toBeUndefined();
  });

  it('asks for no kinds of characters', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...'bgkpwyemcix'), { minLength: 20, maxLength: 40 }), (letters) => {
        fc.pre(new Set(letters).size >= 6);
        const password = letters.join('');
        return passwordFault(password) === undefined || passwordFault(password) === 'repeated';
      }),
    );
  });

  it('is read the same however its characters are composed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }), (password) => {
        expect(passwordFault(password.normalize('NFD'))).toBe(passwordFault(password.normalize('NFC')));
      }),
    );
  });

  it('on the wire is between 8 and 200 characters', () => {
    expect(Password.safeParse('1234567').success).toBe(false);
    expect(Password.safeParse('x'.repeat(200)).success).toBe(true);
    expect(Password.safeParse('x'.repeat(201)).success).toBe(false);
  });
});

describe('its strength', () => {
  it('grows with what cannot be guessed', () => {
    const rising = ['aaaaaaaa', 'xk27bd9q', 'xk27bd9qm', 'xk27bd9qmt4w', 'xk27bd9qmt4w hz5p'];
    expect(rising.map((password) => passwordStrength(password))).toEqual([0, 1, 2, 3, 4]);
  });

  it('is not raised by what is repeated', () => {
    expect(passwordStrength('xk27xk27xk27xk27')).toBe(1);
  });
});

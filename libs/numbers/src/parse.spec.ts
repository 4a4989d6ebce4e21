import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { carrierOf } from './carriers.js';
import { formatNumber, indexOf, numberAt, parseMobile, parseNumber } from './parse.js';

describe('parseNumber', () => {
  it.each([
    '4008123456',
    '400-812-3456',
    '400-8123-456',
    '4008-123-456',
    '400 812 3456',
    '+86 400 812 3456',
    '+864008123456',
    '0086-400-812-3456',
    '86 4008123456',
    '（400）812-3456',
    '４００－８１２－３４５６',
    '400—812—3456',
    ' 400.812.3456 ',
  ])('reads %s', (text) => expect(parseNumber(text)).toBe('4008123456'));

  it.each([
    '',
    '400',
    '400812345',
    '40081234567',
    '8008123456',
    '010-8123456',
    '400-812-345a',
    '+85 4008123456',
    '4OO8123456',
  ])('refuses %s', (text) => expect(parseNumber(text)).toBeUndefined());

  it('reads back every way in which a number is written', () => {
    fc.assert(
      fc.property(fc.nat(9_999_999), fc.constantFrom('3-3-4', '3-4-3', '4-3-3'), (index, style) => {
        const number = numberAt(index);
        expect(indexOf(number)).toBe(index);
        expect(parseNumber(formatNumber(number, style))).toBe(number);
      }),
    );
  });
});

it('writes a number in the three ways that are in use', () => {
  expect(formatNumber('4008123456')).toBe('400-812-3456');
  expect(formatNumber('4008123456', '3-4-3')).toBe('400-8123-456');
  expect(formatNumber('4008123456', '4-3-3')).toBe('4008-123-456');
});

it('reads mobile numbers, and nothing else as one', () => {
  expect(parseMobile('+86 138-0013-8000')).toBe('13800138000');
  expect(parseMobile('１３８００１３８０００')).toBe('13800138000');
  expect(parseMobile('12800138000')).toBeUndefined();
  expect(parseMobile('1380013800')).toBeUndefined();
});

describe('carrierOf', () => {
  it.each([
    ['4000000000', 'unicom', 'agreed'],
    ['4006123456', 'unicom', 'agreed'],
    ['4001234567', 'mobile', 'agreed'],
    ['4007654321', 'mobile', 'agreed'],
    ['4008888888', 'telecom', 'agreed'],
    ['4009999999', 'telecom', 'agreed'],
    ['4002123456', 'unicom', 'unconfirmed'],
    ['4005123456', 'mobile', 'unconfirmed'],
  ])('knows whose %s is said to be: %s, %s', (number, carrier, confidence) => {
    expect(carrierOf(number)).toMatchObject({ carrier, confidence, source: expect.stringContaining('http') });
  });

  it('does not guess', () => expect(carrierOf('4003123456')).toBeUndefined());

  it('takes the longest prefix of the table that it is given', () => {
    const table = [
      { prefix: '4008', carrier: 'telecom', confidence: 'agreed', source: 'a' },
      { prefix: '40081', carrier: 'mobile', confidence: 'unconfirmed', source: 'b' },
    ] as const;
    expect(carrierOf('4008123456', table)?.carrier).toBe('mobile');
    expect(carrierOf('4008223456', table)?.carrier).toBe('telecom');
  });
});

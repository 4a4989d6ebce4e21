import { describe, expect, it } from 'vitest';

import { columnsOf, entryOf, SeenNumbers } from './import-lines.js';

const plain = { number: 0, price: undefined };
const priced = { number: 0, price: 1 };

describe('a line of an import', () => {
  it.each([
    '4008001234',
    '400-800-1234',
    '4008-001-234',
    '+86 400 800 1234',
    '0086-4008001234',
    '４００８００１２３４',
    ' 400 8001234 ',
  ])('takes the number as people write it: %s', (text) => {
    expect(entryOf([text], plain)).toEqual({ kind: 'number', number: '4008001234', priceFen: null });
  });

  it.each(['', '400800123', '40080012345', '8008001234', '400800123O', '号码'])(
    'refuses what is no number: %s',
    (text) => {
      expect(entryOf([text], plain)).toEqual({ kind: 'bad', reason: 'not_a_number' });
    },
  );

  it.each([
    ['35', 3500],
    ['35.5', 3550],
    ['￥1,200.00', 120_000],
    ['88元/月', 8800],
    ['', null],
  ])('reads a price of %s yuan', (text, priceFen) => {
    expect(entryOf(['4008001234', text], priced)).toEqual({ kind: 'number', number: '4008001234', priceFen });
  });

  it.each(['abc', '-5', '0', '35.555', '1e9', '99999999'])('refuses the price %s', (text) => {
    expect(entryOf(['4008001234', text], priced)).toEqual({ kind: 'bad', reason: 'bad_price' });
  });
});

describe('the first line', () => {
  it('may name the columns, in any order', () => {
    expect(columnsOf(['等级', '月租（元）', '400号码'])).toEqual({ isHead: true, columns: { number: 2, price: 1 } });
    expect(columnsOf(['Number'])).toEqual({ isHead: true, columns: { number: 0, price: undefined } });
  });

  it('is a number already when it names none', () => {
    expect(columnsOf(['400-800-1234', '35'])).toEqual({ isHead: false, columns: { number: 0, price: 1 } });
    expect(columnsOf(['whatever'])).toEqual({ isHead: false, columns: { number: 0, price: undefined } });
  });
});

it('remembers each of the ten million numbers by itself', () => {
  const seen = new SeenNumbers();
  for (const number of ['4000000000', '4000000001', '4009999999', '4000000007', '4000000008'])
    expect([seen.add(number), seen.add(number)]).toEqual([true, false]);
});

import { expect, it } from 'vitest';

import { digitsOf, masked } from './numbers';

it.each([
  ['138 0013 8000', '13800138000'],
  ['+86 138-0013-8000', '13800138000'],
  ['0086 10 6234 5678', '1062345678'],
  ['（010）6234－5678', '01062345678'],
  ['tel:+8613800138000', '13800138000'],
  ['１３８００１３８０００', '13800138000'],
  ['400-800-1234', '4008001234'],
  ['10086', '10086'],
  ['  95588\n', '95588'],
])('reads %j as %s', (typed, digits) => expect(digitsOf(typed)).toBe(digits));

it.each(['', '12', 'A13800138000', '138001380001380013800', '13800138000;rm', '订单号 8812'])(
  'does not take %j for a number',
  (typed) => expect(digitsOf(typed)).toBeNull(),
);

it('hides keys unless they are asked for', () => {
  expect([masked('6222#', false), masked('6222#', true), masked('', false)]).toEqual(['•••••', '6222#', '']);
});

import { expect, it } from 'vitest';

import { lineLabel } from './line-label';

it('names a line with its number, which is said once', () => {
  expect(lineLabel('客服热线', '4008001234')).toBe('客服热线 400-800-1234');
  expect(lineLabel('演示热线 400-800-1234', '4008001234')).toBe('演示热线 400-800-1234');
  expect(lineLabel(null, '4008001234')).toBe('400-800-1234');
});

import { describe, expect, it } from 'vitest';

import { isSecret, KEY_KINDS, KEY_LIMITS, keyed, type Keyed, type KeyKind, masked } from './keys.js';

function type(kind: KeyKind, text: string): Keyed {
  const [min, max] = KEY_LIMITS[kind];
  let so: Keyed = { is: 'more', keys: '' };
  for (const digit of text) so = keyed({ kind, min, max }, 'keys' in so ? so.keys : '', digit);
  return so;
}

describe('keys', () => {
  it('end by #, or when there can be no more', () => {
    expect(type('order', '20261122#')).toEqual({ is: 'done', keys: '20261122' });
    expect(type('order', '202')).toEqual({ is: 'more', keys: '202' });
    expect(type('order', '202#')).toEqual({ is: 'wrong', keys: '202' });
    expect(type('password', '123456789012')).toEqual({ is: 'done', keys: '123456789012' });
  });

  it('are taken back by *, and then all of it', () => {
    expect(type('order', '12*')).toEqual({ is: 'more', keys: '' });
    expect(type('order', '12**')).toEqual({ is: 'cancelled' });
  });

  it('of a card have the right last digit', () => {
    expect(type('card', '6222021234567890129#').is).toBe('wrong');
    expect(type('card', '4111111111111111#').is).toBe('done');
    expect(type('card', '4111111111111112#').is).toBe('wrong');
  });

  it('of an identity card may end in X, which is the star', () => {
    expect(type('id_card', '11010519491231002*')).toEqual({ is: 'done', keys: '11010519491231002X' });
    expect(type('id_card', '110105194912310#').is).toBe('done');
    expect(type('id_card', '1101051949123100#').is).toBe('wrong');
    expect(type('id_card', '110*')).toEqual({ is: 'more', keys: '' });
  });

  it('of a secret kind are shown by their last four at most', () => {
    for (const kind of KEY_KINDS.filter(isSecret))
      for (const keys of ['', '1', '4111', '41111', '4111111111111111']) {
        const shown = masked(kind, keys).replaceAll('*', '');
        expect(shown.length).toBeLessThanOrEqual(keys.length > 4 ? 4 : 0);
      }
    expect(masked('card', '4111111111111111')).toBe('****1111');
    expect(masked('password', '19830412')).toBe('****');
    expect(masked('order', '20261122')).toBe('20261122');
  });
});

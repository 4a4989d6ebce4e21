import fc from 'fast-check';
import { expect, it } from 'vitest';

import { networkOf } from './network-of.js';

it.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['1::2:3:4:5:6:7', '1:0:2:3::/64'],
  ['', ''],
  ['nonsense', 'nonsense'],
])('%s is counted as %s', (address, network) => expect(networkOf(address)).toBe(network));

it('every address of one /64 is counted as one, and no other', () => {
  const group = fc.integer({ min: 0, max: 0xffff }).map((n) => n.toString(16));
  const four = fc.tuple(group, group, group, group).map((groups) => groups.join(':'));
  fc.assert(
    fc.property(four, four, four, four, (net, other, a, b) => {
      fc.pre(!`${net}:${a}`.startsWith('0:0:0:0'));
      expect(networkOf(`${net}:${a}`)).toBe(networkOf(`${net}:${b}`));
      if (net !== other) expect(networkOf(`${net}:${a}`)).not.toBe(networkOf(`${other}:${a}`));
    }),
  );
});

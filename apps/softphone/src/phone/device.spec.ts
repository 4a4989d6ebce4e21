import { expect, it } from 'vitest';

import { type Device, effective } from './device';

const builtIn: Device = { id: 'm1', label: 'Built-in', group: 'laptop' };
const headset: Device = { id: 'm2', label: 'Headset', group: 'usb' };
const byDefault = (group: string): Device => ({ id: 'default', label: 'Default', group });

it('follows the system when another apparatus becomes its default', () => {
  const before = effective(null, [byDefault('laptop'), builtIn, headset]);
  expect(effective(null, [byDefault('laptop'), builtIn])).toBe(before);
  expect(effective(null, [byDefault('usb'), builtIn, headset])).not.toBe(before);
});

it('leaves a chosen device only while it is unplugged', () => {
  expect(effective('m2', [byDefault('laptop'), builtIn, headset])).toBe('m2');
  expect(effective('m2', [byDefault('laptop'), builtIn])).toBe('default:laptop');
});

it('works where the browser lists no default', () => {
  expect(effective(null, [headset, builtIn])).toBe('default:usb');
  expect(effective(null, [])).toBe('default:');
});

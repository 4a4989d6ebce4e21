import type { GroupId } from '@sibai/kernel';
import { validateFlow } from '@sibai/ivr';
import { expect, it } from 'vitest';

import { demoFlow } from './demo-flow.js';

const group = (n: number) => `01930000-0000-7000-8000-00000000000${n}` as GroupId;

it('may go live', () => {
  expect(validateFlow(demoFlow(group(1), group(2)))).toEqual([]);
});

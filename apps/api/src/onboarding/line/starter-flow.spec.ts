import { Flow, validateFlow } from '@sibai/ivr';
import type { GroupId } from '@sibai/kernel';
import { expect, it } from 'vitest';

import { starterFlow } from './starter-flow.js';

it('may go live', () => {
  const group = '01930000-0000-7000-8000-000000000001' as GroupId;
  expect(validateFlow(Flow.parse(starterFlow(group, '您好，欢迎致电。')))).toEqual([]);
});

import { ONBOARDING_EVENTS } from '@sibai/contracts';
import { expect, it } from 'vitest';

import { actText, eventText } from './act-text';

it('has words for every event on the way to a line, in both languages', () => {
  for (const type of ONBOARDING_EVENTS)
    for (const language of ['zh-CN', 'en'] as const) expect(eventText(type, language)).not.toBe(type);
});

it('shows what it has no words for as it is', () => {
  expect(actText('session.opened', 'zh-CN')).toBe('登录');
  for (const name of ['moon.landed', 'session.constructor', 'constructor', '']) expect(actText(name, 'en')).toBe(name);
});

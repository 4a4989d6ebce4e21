import { ONBOARDING_EVENTS } from '@sibai/contracts';
import { expect, it } from 'vitest';

import { actText, eventText, factTexts } from './act-text';

it('has words for every event on the way to a line, in both languages', () => {
  for (const type of ONBOARDING_EVENTS)
    for (const language of ['zh-CN', 'en'] as const) expect(eventText(type, language)).not.toBe(type);
});

it('shows what it has no words for as it is', () => {
  expect(actText('session.opened', 'zh-CN')).toBe('登录');
  for (const name of ['moon.landed', 'session.constructor', 'constructor', '']) expect(actText(name, 'en')).toBe(name);
});

it('tells what stands beside an act, with mobiles hidden', () => {
  expect(factTexts({ address: '203.0.113.7', by: 'recovery_code' }, 'zh-CN')).toEqual([
    '网络地址: 203.0.113.7',
    '方式: 恢复码',
  ]);
  expect(
    factTexts({ before: { mobile: '13800138000', email: null }, after: { mobile: null, email: 'a@b.cn' } }, 'zh-CN'),
  ).toEqual(['原为: 手机号: 138****8000', '改为: 邮箱: a@b.cn']);
  expect(factTexts({ reason: null, closed: 0, told: true, moon: 'new' }, 'en')).toEqual([
    'devices: 0',
    'agent told: yes',
    'moon: new',
  ]);
  expect(factTexts({ until: '2026-11-22T16:00:05.000Z' }, 'zh-CN')).toEqual(['至: 2026/11/23 00:00:05']);
});

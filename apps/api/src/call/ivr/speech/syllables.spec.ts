import { describe, expect, it } from 'vitest';

import { toUnits } from './syllables.js';

const read = (text: string): string | undefined =>
  toUnits(text)
    ?.map((u) => (u.kind === 'pause' ? `(${u.ms})` : `${u.name}${u.tone}${u.light ? '°' : ''}`))
    .join(' ');

describe('toUnits', () => {
  it.each([
    ['words, and rests where there are marks', '请按一，谢谢。', 'qing3 an4 yi1 (220) xie4 xie4 (350)'],
    ['characters by the word they stand in', '请稍后重试', 'qing3 shao1 hou4 chong2 shi4'],
    ['一 and 不 as their neighbours want them', '一百不是', 'yi4 bai3 bu2 shi4'],
    ['a third tone before a third', '你好', 'ni2 hao3'],
    ['ü as v', '绿色女鞋', 'lv4 se4 nv3 xie2'],
    ['the unstressed', '我的好吗', 'wo3 de1° hao3 ma1°'],
    ['letters', 'VIP', 'wei1 ai4 pi1'],
    ['quotes not at all', '“四百”', 'si4 bai3'],
  ])('reads %s', (_, text, units) => expect(read(text)).toBe(units));

  it('says when there is something it cannot read', () => {
    expect(toUnits('こんにちは')).toBeUndefined();
    expect(toUnits('5位')).toBeUndefined();
  });
});

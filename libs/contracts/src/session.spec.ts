import { describe, expect, it } from 'vitest';

import { EnterpriseName, isPlainName, PersonName } from './session.js';

describe('a name', () => {
  it.each([
    '李明',
    '欧阳 娜娜',
    'J. R. Smith',
    "O'Brien",
    '买买提·艾力',
    '上海示例（集团）有限公司',
    'Example Co., Ltd.',
  ])('may be %s', (name) => expect(isPlainName(name)).toBe(true));
  it.each([
    '中奖 http://x.cn',
    'www.x',
    '请打开 evil.com',
    '领奖evil.cn/a',
    '李\n明',
    '李\u0000明',
    '李\u202E明',
    '李\u2028明',
  ])('may not be %j', (name) => {
    expect(PersonName.safeParse(name).success).toBe(false);
    expect(EnterpriseName.safeParse(name).success).toBe(false);
  });
});

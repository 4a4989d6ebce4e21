import { describe, expect, it } from 'vitest';

import { addMonths, dateInChina, isCalendarDate } from './calendar.js';
import { readCapital } from './capital.js';
import { companyNameKey, hasCompanyForm, isRegistrableName, sharesWords } from './company-name.js';
import { readPhone } from './phone.js';
import { regionOf } from './region.js';

describe('capital', () => {
  it.each([
    ['人民币壹佰万元整', 1_000_000],
    ['人民币贰仟万元整', 20_000_000],
    ['壹亿贰仟叁佰万元', 123_000_000],
    ['拾万圆整', 100_000],
    ['伍佰零捌万元', 5_080_000],
    ['1,000万元人民币', 10_000_000],
    ['500.5万', 5_005_000],
    ['¥1000000', 1_000_000],
    ['2亿元', 200_000_000],
    ['三千万', 30_000_000],
    ['很多', undefined],
    ['', undefined],
  ])('%s', (text, amount) => expect(readCapital(text)).toBe(amount));
});

describe('phone', () => {
  it.each([
    ['+86 138-0013-8000', 'mobile', '13800138000'],
    ['１３８００１３８０００', 'mobile', '13800138000'],
    ['17012345678', 'virtual', '17012345678'],
    ['(010) 6888 1234', 'landline', '01068881234'],
    ['+86 10 68881234', 'landline', '01068881234'],
    ['0755-26581234', 'landline', '075526581234'],
    ['400-812-3456', 'hotline', '4008123456'],
  ])('%s', (text, kind, number) => expect(readPhone(text)).toEqual({ kind, number }));

  it.each(['110', '12800138000', '026-88881234', '0100-1234567', '0211234567', '10086', 'abc'])('%s is none', (text) =>
    expect(readPhone(text)).toEqual({ kind: 'invalid' }),
  );
});

describe('company name', () => {
  it('is compared without regard to width, brackets and spaces', () => {
    expect(companyNameKey('瑞丰 （中国）有限公司')).toBe(companyNameKey('瑞丰［中国]有限公司'));
  });
  it('is Chinese, and ends in a form', () => {
    expect(isRegistrableName('瑞丰（中国）有限公司')).toBe(true);
    expect(isRegistrableName('Ruifeng有限公司')).toBe(false);
    expect(['瑞丰有限公司', '瑞丰企业管理中心（有限合伙）', '老王面馆'].every(hasCompanyForm)).toBe(true);
    expect(hasCompanyForm('瑞丰软件')).toBe(false);
  });
  it('is recognised in a display name by more than its trade', () => {
    expect(sharesWords('瑞丰客服', '上海瑞丰科技有限公司')).toBe(true);
    expect(sharesWords('科技热线', '上海瑞丰科技有限公司')).toBe(false);
  });
});

describe('calendar', () => {
  it('is China’s', () => {
    expect(dateInChina(Date.parse('2026-11-22T15:59:59Z'))).toBe('2026-11-22');
    expect(dateInChina(Date.parse('2026-11-22T16:00:00Z'))).toBe('2026-11-23');
  });
  it('knows leap years and the ends of months', () => {
    expect(isCalendarDate('2024-02-29')).toBe(true);
    expect(isCalendarDate('2023-02-29')).toBe(false);
    expect(addMonths('2026-11-30', 3)).toBe('2027-02-28');
    expect(addMonths('2026-01-15', -2)).toBe('2025-11-15');
  });
});

describe('region', () => {
  it.each([
    ['110101', { known: 'all', name: '北京市东城区' }],
    ['310000', { known: 'all', name: '上海市' }],
    ['440300', { known: 'all', name: '广东省深圳市' }],
    ['500235', { known: 'all', name: '重庆市云阳县' }],
    ['429004', { known: 'all', name: '湖北省仙桃市' }],
    ['310119', { known: 'province', name: '上海市' }],
    ['830000', { known: 'all', name: '台湾省' }],
    ['990000', { known: 'nothing' }],
    ['31', { known: 'province', name: '上海市' }],
  ])('%s', (code, region) => expect(regionOf(code)).toEqual(region));
});

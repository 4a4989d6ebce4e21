import { describe, expect, it } from 'vitest';

import { readAloud } from './read-aloud.js';

describe('readAloud', () => {
  it.each([
    ['counts', '您前面还有2位客户', '您前面还有两位客户'],
    ['a place in line', '您排在第2位', '您排在第二位'],
    ['twelve', '共12个订单', '共十二个订单'],
    ['seconds', '预计等待15秒', '预计等待十五秒'],
    ['minutes', '大约2分钟', '大约两分钟'],
    ['a range', '需要2-3个工作日', '需要两到三个工作日'],
    ['a range of prices', '100-200元', '一百到两百元'],
    ['a gap', '105', '一百零五'],
    ['a hundred and ten', '110元', '一百一十元'],
    ['two hundred', '200元', '两百元'],
    ['a thousand and fifty', '1050元', '一千零五十元'],
    ['ten thousands', '10005元', '一万零五元'],
    ['a hundred and fifteen thousand', '115000元', '十一万五千元'],
    ['a hundred thousand and one', '100001人', '十万零一人'],
    ['thousands with commas', '共1,234,567元', '共一百二十三万四千五百六十七元'],
    ['two 万', '2万元', '两万元'],
    ['decimals', '1.05倍', '一点零五倍'],
    ['percent', '满意度98.5%', '满意度百分之九十八点五'],
    ['full-width digits', '第１２位，２０％', '第十二位，百分之二十'],
    ['below zero', '气温-5度', '气温负五度'],
    ['an amount of money', '余额¥12.50', '余额十二元五角'],
    ['money with no 角', '￥12.05', '十二元零五分'],
    ['money to the 分', '12.34元', '十二元三角四分'],
    ['small money', '¥0.05', '五分'],
    ['no money', '¥0.00', '零元'],
    ['money in 万', '¥1.5万', '一点五万元'],
    ['a 400 number', '请拨打4008001234', '请拨打四零零，八零零，幺二三四'],
    ['a 400 number as it is printed', '400-800-1234', '四零零，八零零，幺二三四'],
    ['a mobile number', '您的手机13800138000', '您的手机幺三八，零零幺三，八零零零'],
    ['a number with its area code', '010-62781234', '零幺零，六二七八幺二三四'],
    ['a service number', '拨打10086', '拨打幺零零八六'],
    ['an order number', '订单号20261122001已发货', '订单号二零二六幺幺二二零零幺已发货'],
    ['an order number with letters', '单号SF1001', '单号SF幺零零幺'],
    ['an agent by number', '8001号客服为您服务', '八零零幺号客服为您服务'],
    ['an agent by number, after the word', '工号1024为您服务', '工号幺零二四为您服务'],
    ['a date', '2026-11-22', '二零二六年十一月二十二日'],
    ['a date in hanzi', '2026年2月2日', '二零二六年二月二日'],
    ['a day of the month', '2月12号', '二月十二号'],
    ['a year', '自2008年起', '自二零零八年起'],
    ['how many years', '质保2年', '质保两年'],
    ['a time', '09:30', '九点半'],
    ['opening hours', '9:00-18:00', '九点到十八点'],
    ['opening hours, late', '周一至周五14：05至22:30', '周一至周五十四点零五分至二十二点三十分'],
    ['two o’clock', '下午2点', '下午两点'],
    ['keys', '咨询请按1，投诉请按2，人工服务请按0', '咨询请按一，投诉请按二，人工服务请按零'],
    ['hash and star', '重听请按*，返回请按#键', '重听请按星号键，返回请按井号键'],
    ['nothing to change', '欢迎致电，请稍后。', '欢迎致电，请稍后。'],
  ])('reads %s', (_, text, said) => expect(readAloud(text)).toBe(said));

  it('leaves no digit behind', () => {
    for (const text of ['2026-13-45', '25:61', '1.2.3', '12:', '99999999999999999999', '¥', '3-', '007', '1/2'])
      expect(readAloud(text)).not.toMatch(/\d/);
  });
});

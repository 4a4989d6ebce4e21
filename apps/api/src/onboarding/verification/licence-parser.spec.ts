import { describe, expect, it } from 'vitest';

import { readIdCard } from './id-card-parser.js';
import { readLicence } from './licence-parser.js';
import { type TextBox } from './ocr-reading.js';

const NOW = Date.parse('2026-11-22T12:00:00+08:00');
const box = (text: string, left: number, top: number, width = text.length * 27, confidence = 0.98): TextBox => ({
  text,
  confidence,
  left,
  top,
  right: left + width,
  bottom: top + 30,
});
const values = (fields: object): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value as string]));

describe('a licence', () => {
  it('in two columns, with lines that go on below', () => {
    const boxes = [
      box('统一社会信用代码', 110, 140),
      box('91110000600037341L', 110, 180, 270),
      box('营业执照', 590, 160, 400),
      box('（副本）', 745, 275),
      box('名 称', 110, 370),
      box('上海瑞丰食品有限责任公司', 290, 370),
      box('注册资本', 880, 370),
      box('人民币贰仟万元整', 1050, 370),
      box('类型', 110, 450),
      box('有限责任公司(自然人投资或控股)', 290, 450),
      box('成立日期', 880, 450),
      box('2012年12月28日', 1050, 450),
      box('法定代表人', 110, 530),
      box('卫文华', 290, 530),
      box('营业期限', 880, 530),
      box('2012年12月28日至2032年12月27日', 1050, 530),
      box('经营范围', 110, 610),
      box('技术开发、技术咨询；计算机', 290, 610),
      box('住', 880, 610, 27),
      box('所', 980, 610, 27),
      box('上海市浦东新区天府大道423号10幢358', 1050, 610),
      box('软硬件的销售：呼叫中心业务', 290, 655),
      box('室', 1050, 655),
      box('登记机关', 960, 930),
      box('2012年12月28日', 1180, 1010),
      box('国家市场监督管理总局监制', 1180, 1062),
    ];
    const expected = {
      companyName: '上海瑞丰食品有限责任公司',
      uscc: '91110000600037341L',
      companyType: '有限责任公司(自然人投资或控股)',
      capital: '人民币贰仟万元整',
      establishedOn: '2012-12-28',
      expiresOn: '2032-12-27',
      address: '上海市浦东新区天府大道423号10幢358室',
      scope: '技术开发、技术咨询；计算机软硬件的销售；呼叫中心业务',
      personName: '卫文华',
    };
    expect(values(readLicence({ boxes }))).toEqual(expected);
    // The order in which boxes were found does not matter, nor does a page that is a little askew.
    const askew = boxes
      .toReversed()
      .map((one) => ({ ...one, top: one.top + one.left * 0.012, bottom: one.bottom + one.left * 0.012 }));
    expect(values(readLicence({ boxes: askew }))).toEqual(expected);
  });

  it('in one column, of a sole trader, labels and values in one box', () => {
    expect(
      values(
        readLicence({
          boxes: [
            box('营业执照', 300, 60),
            box('统一社会信用代码：92110000600037341K', 100, 150),
            box('名称：老王面馆', 100, 220),
            box('类型：个体工商户', 100, 270),
            box('经营者：王小二', 100, 320),
            box('经营场所：北京市海淀区中山路1号', 100, 370),
            box('注册日期：2019年3月1日', 100, 420),
            box('经营范围：餐饮服务', 100, 470),
          ],
        }),
      ),
    ).toMatchObject({
      companyName: '老王面馆',
      companyType: '个体工商户',
      personName: '王小二',
      address: '北京市海淀区中山路1号',
      establishedOn: '2019-03-01',
      scope: '餐饮服务',
    });
  });

  it('is trusted no more than what was read of it', () => {
    const { capital, companyName, uscc } = readLicence({
      boxes: [
        box('名称', 100, 100),
        box('上海瑞丰有限公司', 290, 100, 200, 0.71),
        box('注册资本', 100, 200),
        box('人民币贰仟方元整', 290, 200),
        box('911100006000373411', 100, 300),
      ],
    });
    expect(companyName?.confidence).toBe(0.71);
    expect(capital?.confidence).toBe(0.5);
    expect(uscc?.repairedFrom ?? uscc?.value).toBe('911100006000373411');
  });

  it('that is none has no fields', () => {
    expect(readLicence({ boxes: [box('欢迎光临', 10, 10)] })).toEqual({});
    expect(readLicence({ boxes: [] })).toEqual({});
  });
});

describe('an ID card', () => {
  it('tells its side, and whose it is', () => {
    const portrait = readIdCard(
      {
        boxes: [
          box('姓 名', 80, 90),
          box('卫文华', 220, 84),
          box('性别男', 80, 180),
          box('民族汉', 350, 180),
          box('出生1991年1月1日', 80, 270),
          box('住址', 80, 360),
          box('江西省九江市德安县', 220, 358),
          box('公民身份号码', 80, 630),
          box('360426199101010071', 370, 624),
        ],
      },
      NOW,
    );
    expect(portrait.side).toBe('portrait');
    expect(values(portrait.fields)).toEqual({ personName: '卫文华', idNumber: '360426199101010071' });

    const emblem = readIdCard(
      {
        boxes: [
          box('居民身份证', 400, 195),
          box('签发机关德安县公安局', 300, 540),
          box('有效期限', 300, 630),
          box('2015.06.01-2035.06.01', 480, 628),
        ],
      },
      NOW,
    );
    expect(emblem.side).toBe('emblem');
    expect(values(emblem.fields)).toEqual({ expiresOn: '2035-06-01' });
  });

  it('with both sides on one page', () => {
    const { side, fields } = readIdCard(
      {
        boxes: [
          box('姓名卫文华', 80, 90),
          box('公民身份号码360426199101010071', 80, 330),
          box('居民身份证', 400, 795),
          box('有效期限2015.06.01-2035.06.01', 300, 1030),
        ],
      },
      NOW,
    );
    expect(side).toBeUndefined();
    expect(values(fields)).toEqual({ personName: '卫文华', idNumber: '360426199101010071', expiresOn: '2035-06-01' });
  });

  it('without end', () => {
    expect(values(readIdCard({ boxes: [box('有效期限2015.06.01-长期', 300, 630)] }, NOW).fields)).toEqual({
      expiresOn: 'long_term',
    });
  });

  it('of a person whose name has a dot', () => {
    expect(values(readIdCard({ boxes: [box('姓名', 80, 90), box('阿依古丽·买买提', 220, 84)] }, NOW).fields)).toEqual({
      personName: '阿依古丽·买买提',
    });
  });
});

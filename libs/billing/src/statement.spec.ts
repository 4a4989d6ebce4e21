import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseYuan, safeFen, yuan } from './money.js';
import { matchLine, type Payable, readStatement, referencesIn, type StatementLine } from './statement.js';

const line: StatementLine = {
  date: '2026-11-22',
  amountFen: 60_000,
  payer: '杭州云杉科技有限公司',
  payerAccount: '1202026209900123456',
  memo: 'SB7K3M9QXA 400号码',
  serial: '9001',
};
const order: Payable = {
  id: '1',
  reference: 'SB7K3M9QXA',
  amountFen: 60_000,
  payer: '杭州云杉科技有限公司',
  open: true,
};

describe('a statement', () => {
  it.each([
    [
      'ICBC',
      [
        ['账号', '1202...', '币种', '人民币'],
        ['交易日期', '借方发生额', '贷方发生额', '余额', '对方户名', '对方账号', '摘要', '附言', '凭证号'],
        ['2026-11-22', '', '600.00', '1,600.00', line.payer, line.payerAccount, '', line.memo, '9001'],
      ],
    ],
    [
      'CMB',
      [
        [
          '交易日',
          '交易时间',
          '借方金额',
          '贷方金额',
          '余额',
          '摘要',
          '流水号',
          '收/付方名称',
          '付款人名称',
          '付款人账号',
          '用途',
        ],
        ['20261122', '10:00:00', '', '600', '1600', '', '9001', '', line.payer, line.payerAccount, line.memo],
      ],
    ],
    [
      'BOC',
      [
        ['交易日期[ Transaction Date ]'],
        [
          'Transaction Date',
          'Credit Amount',
          'Debit Amount',
          'Payer Name',
          'Payer Account',
          'Remark',
          'Transaction ID',
        ],
        ['2026/11/22', '￥600.00', '', line.payer, line.payerAccount, line.memo, '9001'],
      ],
    ],
    [
      'ABC, one amount and a direction',
      [
        ['交易时间', '交易金额', '借贷标志', '交易对手名称', '交易对手账号', '附言', '流水号'],
        ['2026年11月22日 10:00', '600.00', '贷', line.payer, line.payerAccount, line.memo, '9001'],
        ['2026年11月22日 10:01', '9.00', '借', '手续费', '', '', '9002'],
      ],
    ],
  ])('of %s is read by the names of its columns', (_, rows) => {
    const reading = readStatement(rows);
    if (!reading.ok) throw new Error(`missing ${reading.missing.join()}`);
    expect(reading.lines).toEqual([line]);
    expect(reading.bad).toEqual([]);
  });

  it('tells what it misses', () => {
    expect(readStatement([['交易日期', '贷方金额', '余额']])).toEqual({ ok: false, missing: ['payer', 'memo'] });
    expect(readStatement([['一', '二']])).toMatchObject({ ok: false });
    expect(readStatement([])).toMatchObject({ ok: false });
  });

  it('reports each line it cannot read, and reads the others', () => {
    const head = ['日期', '收入', '对方户名', '附言'];
    const reading = readStatement([
      head,
      ['2026-11-22', '600.00', line.payer, ''],
      ['2026-13-40', '1.00', 'x', ''],
      ['2026-11-22', '1.005', 'x', ''],
      ['2026-11-22', '-5.00', 'x', ''],
      ['', '', '', ''],
      ['合计', '601.00', '', ''],
    ]);
    expect(reading).toMatchObject({
      ok: true,
      outgoing: 1,
      bad: [
        { row: 3, reason: 'date' },
        { row: 4, reason: 'amount' },
      ],
    });
    expect(reading.ok && reading.lines.length).toBe(1);
  });
});

describe('a payment', () => {
  it('with the code of an open order, to the fen, is for that order', () => {
    expect(matchLine(line, [{ ...order, id: '2', reference: 'SB22222222' }, order])).toEqual({
      kind: 'certain',
      order,
    });
  });
  it.each([
    ['of another amount', { amountFen: 59_999 }, { why: ['reference', 'name'] }],
    ['without a code', { memo: '货款' }, { why: ['amount', 'name'] }],
    ['with a code one letter wrong', { memo: 'SB7K3M9QXC' }, { why: ['near_reference', 'amount', 'name'] }],
    ['from another name', { payer: '张三', memo: '' }, { why: ['amount'] }],
    [
      'from the same name in other brackets',
      { payer: '杭州云杉科技有限公司 ', memo: '', amountFen: 1 },
      { why: ['name'] },
    ],
  ])('%s is put to a person', (_, changes, expected) => {
    expect(matchLine({ ...line, ...changes }, [order])).toMatchObject({ kind: 'suggested', orders: [expected] });
  });
  it('for a closed order, or with two codes, is put to a person', () => {
    expect(matchLine(line, [{ ...order, open: false }]).kind).toBe('suggested');
    const two = { ...order, id: '2', reference: 'SB22222222' };
    expect(matchLine({ ...line, memo: `${line.memo} SB22222222` }, [order, two]).kind).toBe('suggested');
  });
  it('that is like nothing suggests nothing', () => {
    expect(matchLine({ ...line, memo: '', amountFen: 7, payer: 'x' }, [order])).toEqual({
      kind: 'suggested',
      orders: [],
    });
  });
  it('finds codes as people write them', () => {
    expect(referencesIn('订单sb7k3m-9qxa，ＳＢ２２２２２２２２')).toEqual(['SB7K3M9QXA', 'SB22222222']);
    expect(referencesIn('SB0O1I5S5S')).toEqual([]);
  });
});

describe('an amount', () => {
  it('comes back from yuan as it was', () => {
    fc.assert(fc.property(fc.integer({ min: -1e12, max: 1e12 }), (fen) => parseYuan(yuan(fen)) === fen));
  });
  it.each([
    ['1,234.5', 123_450],
    ['￥0.01', 1],
    ['+7', 700],
    ['-0', 0],
    ['1.005', undefined],
    ['1e3', undefined],
    ['', undefined],
    ['12 元', undefined],
  ])('%j is %s', (text, fen) => expect(parseYuan(text)).toBe(fen));
  it('that a number cannot hold is refused', () => {
    expect(() => safeFen('9007199254740993')).toThrow(RangeError);
    expect(safeFen('9007199254740991')).toBe(9_007_199_254_740_991);
  });
});

import { VerificationForm } from '@sibai/contracts';
import { describe, expect, it } from 'vitest';

import { differencesOf, greenChecks, type GreenInput } from './differences.js';

const form = VerificationForm.parse({
  companyName: '北京四百科技有限公司',
  uscc: '91110000600037341L',
  legalName: '张三',
  legalIdNumber: '360426199101010071',
  legalIdExpiresOn: '2036-01-01',
  operatorMobile: '13800138000',
  boundNumbers: [
    { number: '13900139000', ownerName: '李四', ownerKind: 'person', ownerIdNumber: '110101199003078371' },
  ],
});
const sure = (value: string, confidence = 0.99) => ({ value, confidence });
const papers = [
  {
    kind: 'business_licence' as const,
    fields: { companyName: sure('北京四百科技有限公司'), uscc: sure('91110000600037341L'), personName: sure('张三') },
  },
  { kind: 'legal_id_portrait' as const, fields: { personName: sure('张三'), idNumber: sure('360426199101010071') } },
  { kind: 'legal_id_emblem' as const, fields: { expiresOn: sure('2036-01-01') } },
  { kind: 'commitment' as const, fields: null },
];
const green: GreenInput = {
  form,
  papers,
  required: ['business_licence', 'legal_id_portrait', 'legal_id_emblem', 'commitment'],
  findings: [{ severity: 'info' }],
  confirmed: ['13800138000', '13900139000'],
};
const red = (input: Partial<GreenInput>) =>
  greenChecks({ ...green, ...input }).flatMap(({ check, ok }) => (ok ? [] : [check]));

describe('what was read', () => {
  it('agrees, whatever brackets, widths and blanks it was read with', () => {
    const read = [{ kind: 'business_licence' as const, fields: { companyName: sure('北京 四百科技（有限公司)') } }];
    expect(differencesOf({ ...form, companyName: '北京四百科技(有限公司）' }, read)).toEqual([]);
  });

  it('differs where it says something else, ID numbers masked', () => {
    const read = [
      { kind: 'business_licence' as const, fields: { companyName: sure('北京四白科技有限公司', 0.7) } },
      { kind: 'legal_id_portrait' as const, fields: { idNumber: sure('110101199003078371') } },
    ];
    expect(differencesOf(form, read)).toEqual([
      {
        field: 'companyName',
        material: 'business_licence',
        typed: '北京四百科技有限公司',
        read: '北京四白科技有限公司',
        confidence: 0.7,
      },
      {
        field: 'legalIdNumber',
        material: 'legal_id_portrait',
        typed: '360***********0071',
        read: '110***********8371',
        confidence: 0.99,
      },
    ]);
  });

  it('is no difference where nothing was typed, or nothing is asked', () => {
    expect(
      differencesOf({ ...form, address: '' }, [{ kind: 'business_licence', fields: { address: sure('某处') } }]),
    ).toEqual([]);
    expect(differencesOf(form, [{ kind: 'commitment', fields: { companyName: sure('别的公司') } }])).toEqual([]);
  });
});

describe('nobody needs to look', () => {
  it('when everything is green', () => {
    expect(red({})).toEqual([]);
  });

  it.each<[string, Partial<GreenInput>]>([
    ['no_block', { findings: [{ severity: 'block' }] }],
    ['no_warning', { findings: [{ severity: 'warn' }] }],
    ['papers_complete', { papers: papers.filter(({ kind }) => kind !== 'commitment') }],
    ['papers_read', { papers: papers.map((p) => (p.kind === 'legal_id_emblem' ? { ...p, fields: null } : p)) }],
    ['papers_agree', { form: { ...form, legalName: '张山' } }],
    ['mobile_confirmed', { confirmed: ['13900139000'] }],
    ['bound_confirmed', { confirmed: ['13800138000'] }],
  ])('but for %s', (check, input) => {
    expect(red(input)).toContain(check);
  });

  it('never with a paper that was read with doubt, nor with the licence of a trade', () => {
    const doubtful = papers.map((p) =>
      p.kind === 'legal_id_emblem' ? { ...p, fields: { expiresOn: sure('2036-01-01', 0.6) } } : p,
    );
    expect(red({ papers: doubtful })).toEqual(['papers_read']);
    const kind = 'licence:food_trade' as const;
    expect(red({ required: [...green.required, kind], papers: [...papers, { kind, fields: null }] })).toEqual([
      'papers_read',
    ]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { FINDING_CODES } from './finding.js';
import { EMPTY_FORM, type HandedIn, type VerificationApplication, type VerificationForm } from './form.js';
import { INDUSTRIES, INDUSTRY_CODES, LICENCES, SCOPE_WORDS } from './industry.js';
import { requiredMaterials } from './materials.js';
import { residentIdCheck } from './resident-id.js';
import { evaluate } from './rules.js';

const NOW = Date.parse('2026-11-22T12:00:00+08:00');
const FORM: VerificationForm = {
  ...EMPTY_FORM,
  companyName: '上海瑞丰软件（集团）有限公司',
  uscc: '91310115600037341Y',
  companyType: '有限责任公司(自然人投资或控股)',
  capital: '人民币贰仟万元整',
  establishedOn: '2012-12-28',
  licenceExpiresOn: 'long_term',
  address: '上海市浦东新区天府大道423号10幢358室',
  scope: '技术开发、技术咨询、技术服务、技术转让',
  legalName: '卫文华',
  legalIdNumber: '360426199101010071',
  legalIdExpiresOn: '2035-06-01',
  operatorMobile: '138 0013 8000',
  industry: 'software',
  displayName: '瑞丰软件客服',
  boundNumbers: [
    {
      number: '021-6888 1234',
      ownerName: '上海瑞丰软件(集团)有限公司',
      ownerKind: 'company',
      ownerIdNumber: '91310115600037341Y',
    },
  ],
};
const handedIn = (form: VerificationForm): HandedIn[] => requiredMaterials(form).map(({ kind }) => ({ kind }));
const application = (
  change: Partial<VerificationForm> = {},
  more: Partial<VerificationApplication> = {},
): VerificationApplication => {
  const form = { ...FORM, ...change };
  return { form, materials: handedIn(form), confirmedMobile: '13800138000', ...more };
};
const findings = (change: Partial<VerificationForm> = {}, more: Partial<VerificationApplication> = {}): string[] =>
  evaluate(application(change, more), { now: NOW }).findings.map(
    ({ field, code, severity }) => `${severity} ${field} ${code}`,
  );

it('a good application has nothing to tell and is ready', () => {
  expect(evaluate(application(), { now: NOW })).toEqual({ findings: [], ready: true });
});

it('an empty one is told what is missing, and is not ready', () => {
  const { findings: all, ready } = evaluate({ form: EMPTY_FORM, materials: [], confirmedMobile: null }, { now: NOW });
  expect(ready).toBe(false);
  expect(new Set(all.map(({ code }) => code))).toEqual(
    new Set(['field.missing', 'bound_number.none', 'material.missing']),
  );
});

describe('each field', () => {
  it.each<[string, Partial<VerificationForm>, string]>([
    [
      'a USCC with a wrong check',
      { uscc: '91310115600037341X', boundNumbers: FORM.boundNumbers },
      'block uscc uscc.check',
    ],
    ['an expired licence', { licenceExpiresOn: '2026-11-21' }, 'block licenceExpiresOn expiry.past'],
    [
      'a licence that ends within three months',
      { licenceExpiresOn: '2027-02-21' },
      'block licenceExpiresOn expiry.soon',
    ],
    [
      'an ID card that ends within three months',
      { legalIdExpiresOn: '2027-02-21' },
      'block legalIdExpiresOn expiry.soon',
    ],
    [
      'a licence that ended before it began',
      { licenceExpiresOn: '2012-01-01' },
      'block licenceExpiresOn expiry.before_established',
    ],
    ['a company of tomorrow', { establishedOn: '2026-11-23' }, 'block establishedOn established.future'],
    ['a day that is none', { establishedOn: '2025-02-29' }, 'block establishedOn date.invalid'],
    ['an ID number with a wrong check', { legalIdNumber: '360426199101010072' }, 'block legalIdNumber id.check'],
    [
      'a legal representative under age',
      { legalIdNumber: `11010120100101001${residentIdCheck('11010120100101001')}` },
      'block legalIdNumber id.minor',
    ],
    ['a name with digits', { legalName: '卫文华1' }, 'block legalName person_name.characters'],
    ['a banned word', { displayName: '瑞丰全国第一热线' }, 'block displayName display_name.banned_word'],
    ['a disputed word', { displayName: '瑞丰官方' }, 'warn displayName display_name.banned_word'],
    ['a name of somebody else', { displayName: '蓝天物业' }, 'info displayName display_name.unlike_company'],
    ['a refused trade', { industry: 'debt_collection' }, 'block industry industry.refused'],
    [
      'a trade that needs a licence',
      { industry: 'insurance', scope: '保险代理' },
      'info industry industry.needs_licence',
    ],
    ['a trade the licence does not speak of', { industry: 'catering' }, 'warn industry industry.scope_differs'],
    ['a token capital', { capital: '人民币壹万元整' }, 'warn capital capital.low'],
    ['a capital that is none', { capital: '很多钱' }, 'warn capital capital.unreadable'],
    ['a sole trader with the type of a company', { companyType: '个体工商户' }, 'warn companyType uscc.type_differs'],
    ['a name without a form', { companyName: '瑞丰软件' }, 'warn companyName company_name.no_form'],
    ['a landline as the mobile', { operatorMobile: '02168881234' }, 'block operatorMobile mobile.invalid'],
    ['a mobile not confirmed', { operatorMobile: '13900139000' }, 'block operatorMobile mobile.unconfirmed'],
    ['no bound number', { boundNumbers: [] }, 'block boundNumbers bound_number.none'],
  ])('%s', (_, change, expected) => expect(findings(change)).toContain(expected));

  it('exactly three months are enough', () => {
    expect(findings({ licenceExpiresOn: '2027-02-22' })).toEqual([]);
  });
});

describe('bound numbers', () => {
  const own = FORM.boundNumbers[0] as VerificationForm['boundNumbers'][number];
  it.each([
    [{ ...own, number: '4008123456' }, 'block boundNumbers.0.number bound_number.is_400'],
    [{ ...own, number: '12345' }, 'block boundNumbers.0.number bound_number.invalid'],
    [{ ...own, number: '17012345678' }, 'warn boundNumbers.0.number bound_number.is_virtual'],
    [{ ...own, ownerName: '上海瑞丰有限公司' }, 'block boundNumbers.0.ownerName bound_number.owner_name_differs'],
    [{ ...own, ownerIdNumber: '914403001922038216' }, 'warn boundNumbers.0.ownerIdNumber bound_number.other_owner'],
    [
      { ...own, ownerKind: 'person' as const, ownerName: '李雷', ownerIdNumber: '36042619910101007' },
      'block boundNumbers.0.ownerIdNumber id.length',
    ],
  ])('%j', (bound, expected) => expect(findings({ boundNumbers: [bound] })).toContain(expected));

  it('the same one twice, however it is written', () => {
    expect(findings({ boundNumbers: [own, { ...own, number: '+86 21 68881234' }] })).toContain(
      'block boundNumbers.1.number bound_number.twice',
    );
  });
});

describe('papers', () => {
  it('that are missing are named, with why they are asked', () => {
    const { findings: all } = evaluate(application({ operatorIsLegal: false }, { materials: [] }), { now: NOW });
    expect(
      all.filter(({ code }) => code === 'material.missing').map(({ field, params }) => [field, params['because']]),
    ).toEqual([
      ['materials.business_licence', 'always'],
      ['materials.legal_id_portrait', 'always'],
      ['materials.legal_id_emblem', 'always'],
      ['materials.operator_id_portrait', 'operator'],
      ['materials.operator_id_emblem', 'operator'],
      ['materials.authorisation', 'operator_not_legal'],
      ['materials.commitment', 'always'],
    ]);
  });

  it('of a number for somebody else include an authorisation', () => {
    expect(requiredMaterials({ industry: '', operatorIsLegal: true, use: 'other' })).toContainEqual({
      kind: 'authorisation',
      because: 'other_use',
    });
  });

  it('name one company: brackets, spaces and widths make no difference, a character does', () => {
    const paper = (companyName: string, confirmed?: true): string[] =>
      findings(
        {},
        {
          materials: [
            ...handedIn(FORM),
            { kind: 'commitment', reading: { companyName }, ...(confirmed && { confirmed }) },
          ],
        },
      );
    expect(paper('上海 瑞丰软件【集团】有限公司')).toEqual([]);
    expect(paper('上海瑞丰软件（集团）股份有限公司')).toEqual([
      'warn materials.commitment material.company_name_differs',
    ]);
    expect(paper('上海瑞丰软件（集团）股份有限公司', true)).toEqual([
      'block materials.commitment material.company_name_differs',
    ]);
  });

  it('that say something else than the form are pointed out, ID numbers masked', () => {
    const materials: HandedIn[] = [
      ...handedIn(FORM),
      { kind: 'business_licence', reading: { capital: '2000万元', address: '上海市浦东新区天府大道432号10幢358室' } },
      { kind: 'legal_id_portrait', reading: { idNumber: '11010519491231002X' } },
    ];
    expect(evaluate(application({}, { materials }), { now: NOW }).findings).toMatchObject([
      { field: 'address', code: 'material.differs' },
      { field: 'legalIdNumber', code: 'material.differs', params: { paper: '110***********002X' } },
    ]);
  });
});

describe('the industry table', () => {
  it('names its source, and licences exactly where it asks them', () => {
    for (const code of INDUSTRY_CODES) {
      const { verdict, licences, source, zh, en } = INDUSTRIES[code];
      expect(licences.length > 0, code).toBe(verdict === 'licence');
      expect([source, zh, en].every((text) => text.length > 0)).toBe(true);
    }
    const asked = new Set(INDUSTRY_CODES.flatMap((code): readonly string[] => INDUSTRIES[code].licences));
    expect(asked).toEqual(new Set(Object.keys(LICENCES)));
    for (const words of Object.values(SCOPE_WORDS)) expect(words.length).toBeGreaterThan(0);
  });
});

it('whatever is typed, the rules answer with codes of the list and a source, and never throw', () => {
  const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('', '2026-13-01', 'long_term', '9'));
  const form = fc.record({
    ...Object.fromEntries(
      Object.entries(EMPTY_FORM)
        .filter(([, value]) => value === '')
        .map(([field]) => [field, text]),
    ),
    industry: fc.constantFrom('' as const, ...INDUSTRY_CODES),
    operatorIsLegal: fc.boolean(),
    use: fc.constantFrom('self' as const, 'other' as const),
    boundNumbers: fc.array(
      fc.record({
        number: text,
        ownerName: text,
        ownerKind: fc.constantFrom('company' as const, 'person' as const),
        ownerIdNumber: text,
      }),
      { maxLength: 3 },
    ),
  });
  fc.assert(
    fc.property(form, (typed) => {
      const { findings: all, ready } = evaluate(
        { form: { ...EMPTY_FORM, ...typed } as VerificationForm, materials: [], confirmedMobile: null },
        { now: NOW },
      );
      expect(ready).toBe(false);
      for (const { code, source } of all) {
        expect(FINDING_CODES).toContain(code);
        expect(source).not.toBe('');
      }
    }),
  );
});

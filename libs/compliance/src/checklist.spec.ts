import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';

import { checklist, CHECKLIST_IDS, type ChecklistFacts, type ChecklistId } from './checklist.js';
import { CHECKLIST_TEXTS } from './checklist-texts.js';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-22T02:00:00Z');
const look = { at: NOW - DAY / 2, entries: 12, fault: null };
const GOOD: ChecklistFacts = {
  identity: { approvedAt: NOW - 30 * DAY, expiresOn: '2027-11-22', inForce: true },
  boundNumbers: { total: 2, unconfirmed: [] },
  announcement: { recorded: 1, unrecorded: 0, recordings: 3, unproven: [] },
  retention: { days: 180, minDays: 1, maxDays: 1096, ranAt: NOW - DAY / 2 },
  vault: { recordings: 3, look },
  words: { texts: 5, found: [] },
  access: { people: 4, reviewedAt: NOW - DAY, reviewedBy: '王芳' },
  keyAt: NOW - 10 * DAY,
  trunks: [{ name: '电信', callerId: '02188886666' }],
  outbound: { hours: [{ from: '09:00', to: '12:00' }], perDay: 20, listed: 1, placed: 9, refused: 2 },
  contract: { no: 'SB-1', signedAt: NOW - 20 * DAY, place: 3 },
  contractLook: look,
  auditLook: look,
  admins: [{ name: '王芳', secondStep: true }],
};

const item = (id: ChecklistId, facts: Partial<ChecklistFacts>, now = NOW) => {
  const found = checklist({ ...GOOD, ...facts }, now).find((one) => one.id === id);
  return `${found?.state} ${found?.reason}`;
};

it('is green throughout where every rule is kept', () => {
  expect(checklist(GOOD, NOW).filter(({ state }) => state !== 'green')).toEqual([]);
});

const identity = (expiresOn: string | null, inForce = true) => ({ identity: { approvedAt: NOW, expiresOn, inForce } });
const told = (recorded: number, recordings: number, unproven: string[] = []) => ({
  announcement: { recorded, unrecorded: 1, recordings, unproven },
});
const retention = (days: number, ranAt: number | null = NOW) => ({
  retention: { days, minDays: 1096, maxDays: 1827, ranAt },
});
const access = (days: number | null) => ({
  access: { people: 3, reviewedAt: days === null ? null : NOW - days * DAY, reviewedBy: '王芳' },
});
const broken = { ...look, fault: 'changed' };
const late = { ...look, at: NOW - 3 * DAY };

it.each<[ChecklistId, Partial<ChecklistFacts>, string]>([
  ['identity', { identity: null }, 'red none'],
  ['identity', identity('2026-11-21'), 'red expired'],
  ['identity', identity('2027-11-22', false), 'red expired'],
  ['identity', identity('2026-11-22'), 'amber expiring'],
  ['identity', identity('2026-12-22'), 'amber expiring'],
  ['identity', identity('2026-12-23'), 'green in_date'],
  ['identity', identity(null), 'green in_date'],
  ['bound_numbers', { boundNumbers: { total: 2, unconfirmed: ['02188886666'] } }, 'red unconfirmed'],
  ['bound_numbers', { boundNumbers: { total: 0, unconfirmed: [] } }, 'not_applicable none'],
  ['announcement', told(1, 3, ['a call']), 'red unproven'],
  ['announcement', told(0, 3, ['a call']), 'red unproven'],
  ['announcement', told(1, 0), 'green announced'],
  ['announcement', told(0, 3), 'green proven'],
  ['announcement', told(0, 0), 'not_applicable no_line'],
  ['retention', retention(1095), 'red too_short'],
  ['retention', retention(1828), 'red too_long'],
  ['retention', retention(1096, null), 'amber not_run'],
  ['retention', { retention: null }, 'not_applicable none'],
  ['vault', { vault: { recordings: 3, look: null } }, 'amber unchecked'],
  ['vault', { vault: { recordings: 0, look: null } }, 'not_applicable none'],
  ['vault', { vault: { recordings: 3, look: broken } }, 'red broken'],
  ['words', { words: { texts: 2, found: [{ where: '总机', word: '国家级' }] } }, 'red found'],
  ['access', access(null), 'red never'],
  ['access', access(90), 'red overdue'],
  ['access', access(76), 'amber due'],
  ['access', access(75.9), 'green reviewed'],
  ['keys', { keyAt: NOW - 365 * DAY }, 'red old'],
  ['keys', { keyAt: NOW - 336 * DAY }, 'amber ageing'],
  ['keys', { keyAt: null }, 'not_applicable none'],
  ['caller_id', { trunks: [{ name: '电信', callerId: '+864008001234' }] }, 'red found'],
  ['caller_id', { trunks: [{ name: '电信', callerId: null }] }, 'green never'],
  ['outbound', { outbound: { ...GOOD.outbound, hours: [{ from: '08:00', to: '22:00' }] } }, 'green on'],
  ['outbound', { outbound: { ...GOOD.outbound, hours: [{ from: '07:59', to: '12:00' }] } }, 'amber night'],
  ['outbound', { outbound: { ...GOOD.outbound, hours: [{ from: '20:00', to: '24:00' }] } }, 'amber night'],
  ['contract', { contract: null }, 'red none'],
  ['contract', { contract: { no: 'SB-1', signedAt: NOW, place: null } }, 'red unproven'],
  ['contract', { contractLook: broken }, 'red broken'],
  ['contract', { contractLook: late }, 'amber late'],
  ['audit', { auditLook: broken }, 'red broken'],
  ['audit', { auditLook: { ...broken, ...late, fault: 'cut' } }, 'red broken'],
  ['audit', { auditLook: null }, 'amber unchecked'],
  ['second_step', { admins: [...GOOD.admins, { name: '李雷', secondStep: false }] }, 'red off'],
])('%s of %j is %s', (id, facts, expected) => expect(item(id, facts)).toBe(expected));

describe('whatever the facts', () => {
  const instant = fc.integer({ min: NOW - 800 * DAY, max: NOW });
  const maybe = <T>(arb: fc.Arbitrary<T>) => fc.option(arb, { nil: null });
  const looks = maybe(fc.record({ at: instant, entries: fc.nat(), fault: maybe(fc.constantFrom('changed', 'cut')) }));
  const facts: fc.Arbitrary<ChecklistFacts> = fc.record({
    identity: maybe(
      fc.record({
        approvedAt: instant,
        expiresOn: maybe(instant.map((at) => new Date(at + 400 * DAY).toISOString().slice(0, 10))),
        inForce: fc.boolean(),
      }),
    ),
    boundNumbers: fc
      .array(fc.string())
      .chain((unconfirmed) => fc.nat(5).map((more) => ({ total: unconfirmed.length + more, unconfirmed }))),
    announcement: fc.record({
      recorded: fc.nat(9),
      unrecorded: fc.nat(9),
      recordings: fc.nat(99),
      unproven: fc.array(fc.string()),
    }),
    retention: maybe(
      fc.record({ days: fc.nat(9999), minDays: fc.nat(3000), maxDays: fc.nat(9999), ranAt: maybe(instant) }),
    ),
    vault: fc.record({ recordings: fc.nat(), look: looks }),
    words: fc.record({ texts: fc.nat(), found: fc.array(fc.record({ where: fc.string(), word: fc.string() })) }),
    access: fc.record({ people: fc.nat(), reviewedAt: maybe(instant), reviewedBy: maybe(fc.string()) }),
    keyAt: maybe(instant),
    trunks: fc.array(fc.record({ name: fc.string(), callerId: maybe(fc.string()) })),
    outbound: fc.record({
      hours: fc.array(fc.record({ from: fc.constantFrom('07:00', '09:00'), to: fc.constantFrom('12:00', '23:00') })),
      perDay: fc.nat(20),
      listed: fc.nat(),
      placed: fc.nat(),
      refused: fc.nat(),
    }),
    contract: maybe(fc.record({ no: fc.string(), signedAt: instant, place: maybe(fc.nat()) })),
    contractLook: looks,
    auditLook: looks,
    admins: fc.array(fc.record({ name: fc.string(), secondStep: fc.boolean() })),
  });
  const RANK = { not_applicable: 0, green: 0, amber: 1, red: 2 };

  it('says something of every item once, in words of both languages', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const items = checklist(given, NOW);
        expect(items.map(({ id }) => id)).toEqual(CHECKLIST_IDS);
        for (const { id, reason, path } of items) {
          expect(CHECKLIST_TEXTS.zh[id].says[reason], `${id}.${reason}`).toBeTruthy();
          expect(CHECKLIST_TEXTS.en[id].says[reason], `${id}.${reason}`).toBeTruthy();
          expect(path).toMatch(/^\//);
        }
      }),
    );
  });

  it('grows no better by waiting', () => {
    fc.assert(
      fc.property(facts, fc.integer({ min: 0, max: 900 * DAY }), (given, wait) => {
        const later = checklist(given, NOW + wait);
        checklist(given, NOW).forEach(({ id, state }, i) =>
          expect(RANK[later[i]?.state ?? 'green'], id).toBeGreaterThanOrEqual(RANK[state]),
        );
      }),
    );
  });
});

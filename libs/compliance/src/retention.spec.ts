import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { INDUSTRY_CODES } from './industry.js';
import {
  callerForms,
  callerKey,
  checkDays,
  covers,
  decideRetention,
  type LegalHold,
  policyOf,
  type RecordingFacts,
  RETENTION_CLASSES,
  RETENTION_RULES,
} from './retention.js';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);

const callers = ['13800138000', '+8613800138000', '13900139000', '02131234567'];
const facts: fc.Arbitrary<RecordingFacts> = fc.record({
  callId: fc.constantFrom('a', 'b', 'c'),
  caller: fc.constantFrom(...callers),
  groupId: fc.constantFrom(null, 'g', 'h'),
  startedAt: fc.integer({ min: START, max: START + 20_000 * DAY }),
});
const hold: fc.Arbitrary<LegalHold> = fc.oneof(
  fc.record({ id: fc.uuid(), kind: fc.constant('call' as const), callId: fc.constantFrom('a', 'b', 'c') }),
  fc.record({ id: fc.uuid(), kind: fc.constant('caller' as const), caller: fc.constantFrom(...callers) }),
  fc.record({ id: fc.uuid(), kind: fc.constant('group' as const), groupId: fc.constantFrom('g', 'h') }),
  fc
    .tuple(fc.uuid(), fc.integer({ min: START, max: START + 20_000 * DAY }), fc.integer({ min: 1, max: 9000 * DAY }))
    .map(([id, from, length]) => ({ id, kind: 'period' as const, from, to: from + length })),
);
const holds = fc.array(hold, { maxLength: 4 });
const policy = fc
  .tuple(fc.constantFrom(...INDUSTRY_CODES), fc.option(fc.integer({ min: -10, max: 40_000 })))
  .map(([industry, days]) => policyOf(industry, days));
const age = fc.integer({ min: -10 * DAY, max: 20_000 * DAY });

describe('the table', () => {
  it('keeps the law: finance five years and ten by default, securities twenty, insurance ten, e-commerce three', () => {
    const table = RETENTION_CLASSES.map((name) => [
      name,
      RETENTION_RULES[name].minDays,
      RETENTION_RULES[name].defaultDays,
    ]);
    expect(table).toEqual([
      ['securities', 7305, 7305],
      ['insurance', 3653, 3653],
      ['finance', 1827, 3653],
      ['ecommerce', 1096, 1096],
      ['general', 1, 180],
    ]);
  });

  it('has a default between minimum and maximum, and names the law of both', () => {
    for (const { minDays, defaultDays, maxDays, lawDays, minLaw, maxLaw } of Object.values(RETENTION_RULES)) {
      expect(lawDays <= minDays && minDays <= defaultDays && defaultDays <= maxDays).toBe(true);
      expect(minLaw.length > 5 && maxLaw.includes('第十九条')).toBe(true);
    }
  });

  it('refuses fewer days than the minimum and more than the maximum, by the law', () => {
    for (const name of RETENTION_CLASSES) {
      const { minDays, maxDays, minLaw, maxLaw } = RETENTION_RULES[name];
      expect(checkDays(name, minDays - 1)).toEqual({ kind: 'too_short', limit: minDays, law: minLaw });
      expect(checkDays(name, maxDays + 1)).toEqual({ kind: 'too_long', limit: maxDays, law: maxLaw });
      for (const days of [minDays, maxDays]) expect(checkDays(name, days)).toEqual({ kind: 'allowed' });
    }
  });

  it('puts whatever was chosen within the law of the trade', () => {
    fc.assert(
      fc.property(policy, ({ name, days }) => {
        expect(checkDays(name, days).kind).toBe('allowed');
      }),
    );
  });
});

describe('a decision', () => {
  it('never makes due what the law wants kept, asked for or not', () => {
    fc.assert(
      fc.property(facts, policy, holds, age, fc.boolean(), (recording, rule, over, ms, requested) => {
        const { kind } = decideRetention(recording, rule, over, recording.startedAt + ms, requested);
        if (kind === 'due') expect(ms).toBeGreaterThanOrEqual(RETENTION_RULES[rule.name].lawDays * DAY);
        if (kind === 'due' && !requested) expect(ms).toBeGreaterThanOrEqual(RETENTION_RULES[rule.name].minDays * DAY);
      }),
    );
  });

  it('never makes due what a hold covers, and a hold that covers it not changes nothing', () => {
    fc.assert(
      fc.property(facts, policy, holds, age, fc.boolean(), (recording, rule, over, ms, requested) => {
        const now = recording.startedAt + ms;
        const decision = decideRetention(recording, rule, over, now, requested);
        const covering = over.filter((one) => covers(one, recording));
        if (covering.length > 0) expect(decision.kind).not.toBe('due');
        else expect(decision).toEqual(decideRetention(recording, rule, [], now, requested));
        if (decision.kind === 'held') expect(decision.holds).toEqual(covering.map(({ id }) => id));
      }),
    );
  });

  it('leaves nothing beyond the maximum that no hold covers', () => {
    fc.assert(
      fc.property(facts, policy, (recording, rule) => {
        const now = recording.startedAt + RETENTION_RULES[rule.name].maxDays * DAY;
        expect(decideRetention(recording, rule, [], now).kind).toBe('due');
      }),
    );
  });

  it('does not come back: what is due stays due, and is kept until the very moment it says', () => {
    fc.assert(
      fc.property(facts, policy, age, age, fc.boolean(), (recording, rule, ms, later, requested) => {
        const now = recording.startedAt + ms;
        const decision = decideRetention(recording, rule, [], now, requested);
        const then = (at: number) => decideRetention(recording, rule, [], at, requested).kind;
        if (decision.kind === 'due') expect(then(now + Math.abs(later))).toBe('due');
        if (decision.kind === 'keep') expect([then(decision.until - 1), then(decision.until)]).toEqual(['keep', 'due']);
      }),
    );
  });

  it('destroys no earlier under a longer policy, and no later for being asked', () => {
    fc.assert(
      fc.property(facts, policy, age, fc.nat(5000), (recording, rule, ms, more) => {
        const now = recording.startedAt + ms;
        const kind = decideRetention(recording, rule, [], now).kind;
        const longer = decideRetention(recording, { ...rule, days: rule.days + more }, [], now).kind;
        if (longer === 'due') expect(kind).toBe('due');
        if (kind === 'due') expect(decideRetention(recording, rule, [], now, true).kind).toBe('due');
      }),
    );
  });
});

describe('a caller', () => {
  it('is one and the same in every form', () => {
    for (const form of callerForms('13800138000')) expect(callerKey(form)).toBe('13800138000');
    expect(callerKey('+8613800138001')).not.toBe(callerKey('13800138000'));
    expect(callerKey('021-31234567')).toBe('02131234567');
    expect(callerKey('anonymous')).toBe('');
  });

  it('that is withheld is nobody else that is withheld', () => {
    const withheld = { callId: 'a', caller: 'anonymous', groupId: null, startedAt: START };
    const held = { id: 'x', kind: 'caller', caller: '13800138000' } as const;
    expect(covers(held, withheld)).toBe(false);
    expect(covers(held, { ...withheld, caller: null })).toBe(true);
  });
});

import type { UserId } from '@sibai/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type Act, addDays, type Application, CLAIM_LASTS_MS, GRACE_DAYS, step } from './application.js';

const [ANN, BOB, EVE] = ['ann', 'bob', 'eve'] as unknown as [UserId, UserId, UserId];
const NOW = Date.parse('2026-11-23T02:00:00Z');
const TODAY = '2026-11-23';
const REASONS = [{ field: 'uscc', code: 'unreadable' as const }];

const draft: Application = { at: 'draft' };
const submitted: Application = { at: 'submitted', since: NOW, submittedBy: ANN, claim: null };
const refusing: Application = { at: 'refusing', since: NOW, submittedBy: ANN, proposedBy: BOB, reasons: REASONS };
const returned: Application = { at: 'returned', reasons: REASONS };
const refused: Application = { at: 'refused', reasons: REASONS };
const approved: Application = { at: 'approved', expiresOn: '2026-12-31' };
const expired: Application = { at: 'expired', expiresOn: '2026-10-01', suspended: false };

const submit: Act = { do: 'submit', by: ANN, blocking: 0 };
const approve: Act = { do: 'approve', by: BOB, expiresOn: '2027-01-01', today: TODAY };
const giveBack: Act = { do: 'return', by: BOB, reasons: REASONS };
const refuse: Act = { do: 'refuse', by: BOB, reasons: REASONS };

const moves = (from: Application, act: Act, now = NOW): Application => {
  const outcome = step(from, act, now);
  if (outcome.kind === 'refused') throw new Error(outcome.code);
  return outcome.application;
};
const code = (from: Application, act: Act, now = NOW): string => {
  const outcome = step(from, act, now);
  return outcome.kind === 'refused' ? outcome.code : `moved to ${outcome.application.at}`;
};

describe('an application', () => {
  it('is handed in, returned, handed in again and approved', () => {
    const again = moves(moves(moves(draft, submit), giveBack), submit);
    expect(moves(again, approve)).toEqual({ at: 'approved', expiresOn: '2027-01-01' });
  });

  it('is not handed in with something missing', () => {
    expect(code(draft, { ...submit, blocking: 2 })).toBe('verification.incomplete');
  });

  it('is handed in once', () => {
    expect(code(moves(draft, submit), submit)).toBe('verification.wrong_state');
  });

  it('is taken back while nobody works on it, and not while somebody does', () => {
    expect(moves(submitted, { do: 'withdraw' })).toEqual(draft);
    const claimed = moves(submitted, { do: 'claim', by: BOB });
    expect(code(claimed, { do: 'withdraw' })).toBe('verification.in_review');
    expect(code(claimed, { do: 'withdraw' }, NOW + CLAIM_LASTS_MS)).toBe('moved to draft');
  });

  it('is approved on valid papers only', () => {
    expect(code(submitted, { ...approve, expiresOn: '2026-11-22' })).toBe('verification.papers_expired');
    expect(code(submitted, { ...approve, expiresOn: TODAY })).toBe('moved to approved');
    expect(code(submitted, { ...approve, expiresOn: null })).toBe('moved to approved');
  });

  it('is returned or refused for a reason', () => {
    expect(code(submitted, { ...giveBack, reasons: [] })).toBe('verification.reason_missing');
    expect(code(submitted, { ...refuse, reasons: [] })).toBe('verification.reason_missing');
  });

  it('is refused by two', () => {
    const proposed = moves(submitted, refuse);
    expect(code(proposed, { do: 'confirm', by: BOB })).toBe('verification.second_pair');
    expect(moves(proposed, { do: 'confirm', by: EVE })).toEqual(refused);
    expect(moves(proposed, { do: 'dismiss', by: BOB })).toEqual(submitted);
    expect(moves(proposed, { do: 'dismiss', by: EVE })).toEqual(submitted);
  });

  it.each<Act>([
    { ...approve, by: ANN },
    { ...giveBack, by: ANN },
    { ...refuse, by: ANN },
  ])('is not decided on by who handed it in: $do', (act) => {
    expect(code(submitted, act)).toBe('verification.own');
  });

  it('is not refused or spared for good by who handed it in either', () => {
    expect(code(refusing, { do: 'confirm', by: ANN })).toBe('verification.own');
    expect(code(refusing, { do: 'dismiss', by: ANN })).toBe('verification.own');
  });

  it('stays in force through its last day', () => {
    const last = (today: string) => code({ ...approved, expiresOn: TODAY }, { do: 'expire', today });
    expect(last(TODAY)).toBe('verification.wrong_state');
    expect(last('2026-11-24')).toBe('moved to expired');
    expect(code({ at: 'approved', expiresOn: null }, { do: 'expire', today: '2999-01-01' })).toBe(
      'verification.wrong_state',
    );
  });

  it('is suspended when the grace is over, once', () => {
    const end = addDays('2026-10-01', GRACE_DAYS);
    expect(code(expired, { do: 'suspend', today: end })).toBe('verification.wrong_state');
    const gone = moves(expired, { do: 'suspend', today: addDays(end, 1) });
    expect(gone).toEqual({ ...expired, suspended: true });
    expect(code(gone, { do: 'suspend', today: '2027-01-01' })).toBe('verification.wrong_state');
  });
});

describe('a claim', () => {
  const claimed = moves(submitted, { do: 'claim', by: BOB });

  it('keeps others off, and lapses', () => {
    for (const act of [
      { ...approve, by: EVE },
      { do: 'claim', by: EVE } as const,
      { do: 'release', by: EVE } as const,
    ]) {
      expect(code(claimed, act)).toBe('verification.claimed');
      expect(code(claimed, act, NOW + CLAIM_LASTS_MS)).not.toBe('verification.claimed');
    }
    expect(code(claimed, approve)).toBe('moved to approved');
    expect(moves(claimed, { do: 'release', by: BOB })).toEqual(submitted);
  });

  it('is renewed by who has it', () => {
    const later = moves(claimed, { do: 'claim', by: BOB }, NOW + CLAIM_LASTS_MS - 1);
    expect(code(later, { do: 'claim', by: EVE }, NOW + CLAIM_LASTS_MS + 1)).toBe('verification.claimed');
  });
});

/** Which acts have a meaning in which state. All others are refused and change nothing. */
const MEANING: Record<Application['at'], readonly Act['do'][]> = {
  draft: ['submit'],
  submitted: ['withdraw', 'claim', 'release', 'approve', 'return', 'refuse'],
  returned: ['submit'],
  refusing: ['confirm', 'dismiss'],
  refused: [],
  approved: ['expire'],
  expired: ['suspend'],
};
const ACTS: readonly Act[] = [
  submit,
  { do: 'withdraw' },
  { do: 'claim', by: BOB },
  { do: 'release', by: BOB },
  approve,
  giveBack,
  refuse,
  { do: 'confirm', by: EVE },
  { do: 'dismiss', by: EVE },
  { do: 'expire', today: '2027-06-01' },
  { do: 'suspend', today: '2027-06-01' },
];

describe.each([draft, submitted, returned, refusing, refused, approved, expired])('in state $at', (from) => {
  it.each(ACTS)('$do', (act) => {
    const outcome = step(from, act, NOW);
    if (MEANING[from.at].includes(act.do)) expect(outcome.kind).toBe('moved');
    else expect(outcome).toMatchObject({ kind: 'refused', code: 'verification.wrong_state' });
  });
});

it('never reaches approval or refusal without what it takes, whatever is done in whatever order', () => {
  const people = fc.constantFrom(ANN, BOB, EVE);
  const reasons = fc.constantFrom([], REASONS);
  const act: fc.Arbitrary<Act> = fc.oneof(
    fc.record({ do: fc.constant('submit' as const), by: people, blocking: fc.nat(1) }),
    fc.record({
      do: fc.constantFrom('claim' as const, 'release' as const, 'confirm' as const, 'dismiss' as const),
      by: people,
    }),
    fc.record({ do: fc.constantFrom('return' as const, 'refuse' as const), by: people, reasons }),
    fc.record({
      do: fc.constant('approve' as const),
      by: people,
      expiresOn: fc.constantFrom(null, '2026-01-01', '2027-01-01'),
      today: fc.constant(TODAY),
    }),
    fc.constant({ do: 'withdraw' as const }),
    fc.record({
      do: fc.constantFrom('expire' as const, 'suspend' as const),
      today: fc.constantFrom(TODAY, '2027-06-01'),
    }),
  );
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      let now = NOW;
      let application: Application = draft;
      let proposer: UserId | undefined;
      for (const each of acts) {
        now += 60_000;
        const outcome = step(application, each, now);
        if (outcome.kind === 'refused') continue;
        const before = application;
        application = outcome.application;
        if (each.do === 'refuse') proposer = each.by;
        if (application.at === 'refused') {
          expect(each.do === 'confirm' && each.by !== proposer).toBe(true);
          expect(application.reasons.length).toBeGreaterThan(0);
        }
        if (application.at === 'approved' && each.do === 'approve') {
          expect(before.at).toBe('submitted');
          expect(before.at === 'submitted' && before.submittedBy !== each.by).toBe(true);
          expect(application.expiresOn === null || application.expiresOn >= TODAY).toBe(true);
        }
        if (before.at === 'refused') throw new Error('a refused application moved');
      }
    }),
  );
});

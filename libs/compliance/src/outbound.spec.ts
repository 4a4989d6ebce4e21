import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { DEFAULT_OUTBOUND_RULES, type Dialling, mayDial, type OutboundRules, readCallee } from './outbound.js';

const china = (text: string): number => Date.parse(`${text}+08:00`);
const at = (text: string, more: Partial<Dialling> = {}): Dialling => ({
  to: '13912345678',
  now: china(text),
  tries: [],
  onList: false,
  askedAt: null,
  holidays: new Set(),
  ...more,
});
const may = (call: Dialling, rules: OutboundRules = DEFAULT_OUTBOUND_RULES) => mayDial(rules, call);
const always: OutboundRules = { ...DEFAULT_OUTBOUND_RULES, hours: [{ from: '00:00', to: '24:00' }], onHolidays: true };

describe('when somebody may be called', () => {
  it.each([
    ['2026-11-23T09:00', null],
    ['2026-11-23T11:59', null],
    ['2026-11-23T12:00', '2026-11-23T14:00'],
    ['2026-11-23T20:00', '2026-11-24T09:00'],
    ['2026-11-23T03:00', '2026-11-23T09:00'],
  ])('at %s: %s', (now, again) => {
    expect(may(at(now))).toEqual(again && { reason: 'quiet_hours', again: china(again) });
  });

  it('not on public holidays, unless the enterprise does', () => {
    const call = at('2026-10-01T10:00', { holidays: new Set(['2026-10-01', '2026-10-02']) });
    expect(may(call)).toEqual({ reason: 'quiet_hours', again: china('2026-10-03T09:00') });
    expect(may(call, { ...DEFAULT_OUTBOUND_RULES, onHolidays: true })).toBeNull();
  });

  it('at any hour for an hour from when they asked for it themselves', () => {
    expect(may(at('2026-11-23T23:30', { askedAt: china('2026-11-23T23:00') }))).toBeNull();
    expect(may(at('2026-11-24T00:00', { askedAt: china('2026-11-23T23:00') }))).toMatchObject({
      reason: 'quiet_hours',
    });
  });

  it('never when they are on the list, and for help always', () => {
    expect(may(at('2026-11-23T10:00', { onList: true, askedAt: china('2026-11-23T10:00') }))).toEqual({
      reason: 'do_not_call',
      again: null,
    });
    expect(may(at('2026-11-23T03:00', { to: '120' }))).toBeNull();
    expect(may(at('2026-11-23T10:00', { to: '008613912345678' }))).toEqual({ reason: 'not_a_number', again: null });
  });

  it('never where there are no hours at all', () => {
    expect(may(at('2026-11-23T10:00'), { ...DEFAULT_OUTBOUND_RULES, hours: [] })).toEqual({
      reason: 'quiet_hours',
      again: null,
    });
  });
});

describe('how often somebody may be called', () => {
  const now = china('2026-11-23T15:00');
  const ago = (...seconds: number[]) => seconds.map((s) => now - s * 1000);

  it('once a minute', () => {
    expect(may(at('2026-11-23T15:00', { tries: ago(20) }))).toEqual({ reason: 'too_often', again: now + 40_000 });
    expect(may(at('2026-11-23T15:00', { tries: ago(60) }))).toBeNull();
  });

  it('five times an hour, and twenty in 24 hours', () => {
    expect(may(at('2026-11-23T15:00', { tries: ago(100, 200, 300, 400, 3000) }))).toEqual({
      reason: 'too_often',
      again: now + 600_000,
    });
    const twenty = Array.from({ length: 20 }, (_, i) => 4000 + i * 100);
    expect(may(at('2026-11-23T15:00', { tries: ago(...twenty) }), always)).toEqual({
      reason: 'too_often',
      again: now + 86_400_000 - 5900 * 1000,
    });
  });

  it('and says a time that is within the hours', () => {
    const tries = [china('2026-11-23T19:59:40')];
    expect(may(at('2026-11-23T19:59:50', { tries }))).toEqual({
      reason: 'too_often',
      again: china('2026-11-24T09:00'),
    });
  });

  it('what is refused is allowed at the time that is told, and never before', () => {
    const tries = fc.array(fc.integer({ min: 0, max: 86_400 }), { maxLength: 30 });
    const early = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(tries, fc.integer({ min: 0, max: 7 * 86_400 }), early, (seconds, offset, share) => {
        const start = now + offset * 1000;
        const call: Dialling = { ...at('2026-11-23T15:00'), now: start, tries: seconds.map((s) => start - s * 1000) };
        const refusal = may(call);
        if (!refusal) return;
        if (refusal.again === null) throw new Error('there is always a time');
        expect(may({ ...call, now: refusal.again })).toBeNull();
        const between = start + Math.floor((refusal.again - start) * share);
        if (between < refusal.again) expect(may({ ...call, now: between })).not.toBeNull();
      }),
    );
  });
});

it.each([
  ['139 1234 5678', '13912345678'],
  ['+86 139-1234-5678', '13912345678'],
  ['(021) 5555 6666', '02155556666'],
  ['95588', '95588'],
  ['110', '110'],
  ['4008001234', '4008001234'],
  ['0013055551234', undefined],
  ['139123', undefined],
])('%s is read as %s', (text, digits) => expect(readCallee(text)).toBe(digits));

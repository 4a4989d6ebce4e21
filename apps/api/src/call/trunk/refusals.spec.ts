import { describe, expect, it } from 'vitest';

import { refusalIn, Refusals } from './refusals.js';

const line = (event: string, account: string, address = '192.0.2.7') =>
  `[2026-11-22 08:16:03.101] SECURITY[17] res_security_log.c: SecurityEvent="${event}",EventTV="2026-11-22T08:16:03.101+0000",` +
  `Severity="Error",Service="PJSIP",EventVersion="1",AccountID="${account}",SessionID="x",` +
  `LocalAddress="IPV4/UDP/127.0.0.1/5060",RemoteAddress="IPV4/UDP/${address}/5061"`;

describe('a line of the security log', () => {
  it('tells who was refused and how', () => {
    expect(refusalIn(line('InvalidAccountID', 'sip'))).toEqual({ event: 'InvalidAccountID', source: '192.0.2.7' });
    expect(refusalIn(line('ChallengeSent', '<unknown>'))?.event).toBe('ChallengeSent');
  });

  it('tells of no refusal when somebody we know signs in', () => {
    expect(refusalIn(line('SuccessfulAuth', 'agent-1'))).toBeUndefined();
    expect(refusalIn(line('ChallengeSent', 'agent-1'))).toBeUndefined();
  });

  it('may be anything else, or cut off', () => {
    expect(refusalIn('Asterisk 22 built by nobody')).toBeUndefined();
    expect(refusalIn('SecurityEvent="InvalidPassw')).toBeUndefined();
    expect(refusalIn('SecurityEvent="InvalidPassword",Acc')).toEqual({ event: 'InvalidPassword', source: 'unknown' });
  });
});

describe('refusals', () => {
  const from = (source: string, event = 'ChallengeSent') => ({ source, event });

  it('of one source are told at once, and then at most every ten seconds, with all that came meanwhile', () => {
    const refusals = new Refusals();
    refusals.add(from('192.0.2.1'));
    expect(refusals.due(1_000)).toEqual(['1 SIP requests of 192.0.2.1 refused: ChallengeSent 1']);
    for (let n = 0; n < 4; n++) refusals.add(from('192.0.2.1', n % 2 ? 'ChallengeSent' : 'InvalidPassword'));
    expect(refusals.due(10_999)).toEqual([]);
    expect(refusals.due(11_000)).toEqual(['4 SIP requests of 192.0.2.1 refused: InvalidPassword 2, ChallengeSent 2']);
    expect(refusals.due(21_000)).toEqual([]);
  });

  it('of a flood from invented addresses are told in a few lines, none of them lost', () => {
    const refusals = new Refusals();
    for (let n = 0; n < 5_000; n++) refusals.add(from(`10.0.${n >> 8}.${n & 255}`));
    const told = refusals.due(0);
    expect(told.length).toBe(11);
    const total = told.reduce((sum, sentence) => sum + Number.parseInt(sentence), 0);
    expect(total).toBe(5_000);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { judge, KEYS, missed, type Observed, overall } from './check-verdicts.js';

const verdict = (item: { verdict: string; finding: string }) => `${item.verdict} ${item.finding}`;

describe('OPTIONS', () => {
  const at = { status: 200, ms: 1.2 };
  it.each<[string, Observed['options']]>([
    ['pass both', { ...at, carrier: { is: 'answers', ms: 12.34, contact: 'sip:198.51.100.7' } }],
    ['pass carrier_silent', { ...at, carrier: { is: 'silent', contact: 'sip:198.51.100.7' } }],
    ['pass server_only', { ...at, carrier: { is: 'unknown' } }],
    ['fail unregistered', { ...at, carrier: { is: 'unregistered' } }],
    ['fail no_answer', { status: null, ms: 8000, carrier: { is: 'unknown' } }],
  ])('%s', (expected, seen) => expect(verdict(judge('options', seen))).toBe(expected));
});

describe('audio', () => {
  const good = { status: 200, codec: 'alaw', heard: 0.98, echoed: 0.97, echoMs: 60, packets: 150 };
  it.each<[string, Partial<Observed['audio']>]>([
    ['pass both_ways', {}],
    ['warn slow', { echoMs: 450 }],
    ['fail refused', { status: 488 }],
    ['fail silent', { heard: 0, echoed: 0, packets: 0 }],
    ['fail distorted', { heard: 0.1, echoed: 0.1 }],
    ['fail no_outbound', { echoed: 0 }],
    ['fail no_inbound', { heard: 0 }],
  ])('%s', (expected, change) => expect(verdict(judge('audio', { ...good, ...change }))).toBe(expected));
});

describe('keys', () => {
  const keys = (heard: string, echoed: string | null = KEYS) =>
    judge('dtmf', { mode: 'rfc4733', sent: KEYS, heard, echoed });
  it('are all there, or it is said which are not', () => {
    expect(verdict(keys(KEYS))).toBe('pass all');
    expect(verdict(keys(''))).toBe('fail none');
    expect(keys('0123456789#')).toMatchObject({ verdict: 'fail', finding: 'missing', facts: { missing: ['*'] } });
    expect(verdict(keys('00123456789*#'))).toBe('warn doubled');
    expect([verdict(keys(KEYS, '01')), verdict(keys(KEYS, null))]).toEqual(['warn no_return', 'pass all']);
  });

  it('that are missed are those that were sent and did not come, whatever was lost', () => {
    fc.assert(
      fc.property(fc.subarray([...KEYS]), (heard) => {
        expect(missed(KEYS, heard.join(''))).toEqual([...KEYS].filter((key) => !heard.includes(key)));
      }),
    );
  });
});

describe('codecs', () => {
  it('that the media server cannot speak are said so, G.729 by name', () => {
    const configured = ['alaw', 'ulaw', 'g729'];
    expect(verdict(judge('codec', { configured, agreed: configured, refused: [] }))).toBe('pass all');
    expect(verdict(judge('codec', { configured, agreed: ['alaw', 'ulaw'], refused: ['g729'] }))).toBe('warn g729');
    expect(verdict(judge('codec', { configured, agreed: ['alaw'], refused: ['ulaw'] }))).toBe('warn some');
    expect(verdict(judge('codec', { configured, agreed: [], refused: configured }))).toBe('fail none');
  });
});

describe('NAT', () => {
  const clear = {
    target: '203.0.113.9',
    contact: '203.0.113.9',
    media: '203.0.113.9',
    source: '203.0.113.9',
    carrier: null,
  };
  it.each<[string, Partial<Observed['nat']>]>([
    ['pass clear', {}],
    ['pass clear', { target: '127.0.0.1', contact: '127.0.0.1', media: '127.0.0.1', source: '127.0.0.1' }],
    ['fail private', { contact: '10.0.0.5' }],
    ['fail private', { media: '172.17.0.2' }],
    ['warn media_moved', { source: '203.0.113.10' }],
    ['fail unknown', { media: null }],
    ['pass carrier_behind_nat', { carrier: { uri: 'sip:a@198.51.100.7:6000', via: '192.168.1.4' } }],
  ])('%s', (expected, change) => expect(verdict(judge('nat', { ...clear, ...change }))).toBe(expected));
});

describe('a call to the number', () => {
  const good = { status: 200, phrase: 'OK', ms: 80, soundMs: 120 };
  it.each<[string, Partial<Observed['call']>]>([
    ['pass answered', {}],
    ['warn late_sound', { soundMs: 2500 }],
    ['fail no_sound', { soundMs: null }],
    ['fail suspended', { status: 480 }],
    ['warn full', { status: 486 }],
    ['fail unknown', { status: 404 }],
    ['fail refused', { status: 500 }],
    ['fail no_answer', { status: null }],
  ])('%s', (expected, change) => expect(verdict(judge('call', { ...good, ...change }))).toBe(expected));
});

describe('calls at one time', () => {
  const three = { configured: 30, inUse: 0, asked: 3, answered: 3, over: null };
  it.each<[string, Partial<Observed['concurrency']>]>([
    ['pass together', {}],
    ['fail too_few', { answered: 2 }],
    ['warn no_room', { asked: 0, answered: 0, inUse: 30 }],
    ['pass limit_holds', { configured: 2, asked: 2, answered: 2, over: 486 }],
    ['fail limit_open', { configured: 2, asked: 2, answered: 2, over: 200 }],
  ])('%s', (expected, change) => expect(verdict(judge('concurrency', { ...three, ...change }))).toBe(expected));
});

it('a check is as good as its worst item', () => {
  const pass = judge('codec', { configured: ['alaw'], agreed: ['alaw'], refused: [] });
  const warn = judge('codec', { configured: ['g729'], agreed: ['alaw'], refused: ['g729'] });
  const fail = judge('codec', { configured: ['alaw'], agreed: [], refused: ['alaw'] });
  expect([overall([pass]), overall([pass, warn]), overall([warn, fail, pass])]).toEqual(['pass', 'warn', 'fail']);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { agentsFor, erlangA, erlangAnswerSeconds, erlangB, erlangC, erlangServiceLevel, linesFor } from './erlang.js';

describe('Erlang B', () => {
  it.each([
    [1, 1, 0.5],
    [1, 2, 0.2],
    [5, 5, 0.28486782133090244],
    [10, 15, 0.03649694547237079],
    [20, 30, 0.008457498340194705],
    [100, 117, 0.009790071125371362],
  ])('%d erlangs on %d lines block %d', (erlangs, lines, blocking) => {
    expect(erlangB(erlangs, lines)).toBeCloseTo(blocking, 12);
  });

  it('finds the fewest lines: one less blocks too much', () => {
    expect(linesFor(100, 0.01)).toBe(117);
    expect(linesFor(0, 0.01)).toBe(0);
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 2000, noNaN: true }),
        fc.double({ min: 0.001, max: 0.2, noNaN: true }),
        (a, p) => {
          const lines = linesFor(a, p);
          return erlangB(a, lines) <= p && erlangB(a, lines - 1) > p;
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('Erlang C', () => {
  it.each([
    [48, 55, 240, 15, 0.2387009363780092, 8.184032104388887, 0.8458830921705803],
    [5, 8, 180, 20, 0.1672665066617566, 10.035990399705396, 0.8801483107665521],
    [20, 22, 180, 20, 0.5679151621587111, 51.112364594283996, 0.5452490879759557],
    [48, 50, 60, 20, 0.6944556111968343, 20.833668335905028, 0.6434546008033035],
    [16, 20, 240, 20, 0.2560777938390579, 15.364667630343472, 0.8165122427716552],
  ])('%d erlangs, %d agents, %d s each', (erlangs, agents, handle, target, waits, asa, level) => {
    expect(erlangC(erlangs, agents)).toBeCloseTo(waits, 10);
    expect(erlangAnswerSeconds(erlangs, agents, handle)).toBeCloseTo(asa, 8);
    expect(erlangServiceLevel(erlangs, agents, handle, target)).toBeCloseTo(level, 10);
  });

  it('answers nobody in time with too few agents', () => {
    expect(erlangC(10, 10)).toBe(1);
    expect(erlangServiceLevel(10, 10, 180, 20)).toBe(0);
    expect(erlangAnswerSeconds(10, 10, 180)).toBe(Infinity);
  });

  it('finds the fewest agents for 80/20', () => {
    expect(agentsFor(16, 240, 0.8, 20)).toBe(20);
    expect(agentsFor(0, 240, 0.8, 20)).toBe(0);
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 500, noNaN: true }), fc.integer({ min: 20, max: 900 }), (a, handle) => {
        const agents = agentsFor(a, handle, 0.8, 20);
        return erlangServiceLevel(a, agents, handle, 20) >= 0.8 && erlangServiceLevel(a, agents - 1, handle, 20) < 0.8;
      }),
      { numRuns: 200 },
    );
  });
});

describe('Erlang A', () => {
  it.each([
    [48, 50, 60, 120, 0.46777406855379267, 0.030912249162193504, 3.7094698994632207, 0.9430189547469979],
    [48, 50, 240, 120, 0.3423088034226702, 0.048021774232969126, 5.762612907956295, 0.8505951482968659],
    [16, 16, 240, 60, 0.3813511602042832, 0.13150826491736128, 7.890495895041677, 0.7589284631470361],
    [50, 45, 300, 180, 0.6986026394489058, 0.12609761604759395, 22.697570888566908, 0.49870721203302665],
  ])(
    '%d erlangs, %d agents, %d s each, patience %d s',
    (erlangs, agents, handle, patience, waits, lost, wait, level) => {
      const answer = erlangA(erlangs, agents, handle, patience, 20);
      expect(answer.waits).toBeCloseTo(waits, 10);
      expect(answer.abandons).toBeCloseTo(lost, 10);
      expect(answer.meanWaitSeconds).toBeCloseTo(wait, 8);
      expect(answer.serviceLevel).toBeCloseTo(level, 10);
    },
  );

  it('comes to Erlang C where nobody hangs up', () => {
    const patient = erlangA(16, 20, 240, 1e9, 20);
    expect(patient.waits).toBeCloseTo(erlangC(16, 20), 5);
    expect(patient.serviceLevel).toBeCloseTo(erlangServiceLevel(16, 20, 240, 20), 5);
    expect(patient.meanWaitSeconds).toBeCloseTo(erlangAnswerSeconds(16, 20, 240), 3);
  });
});

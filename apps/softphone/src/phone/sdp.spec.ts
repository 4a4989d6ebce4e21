import { expect, it } from 'vitest';

import { candidatesOf, preferPcma, withoutCandidates } from './sdp';

const offer = (formats: string) =>
  ['v=0', `m=audio 9 UDP/TLS/RTP/SAVPF ${formats}`, 'a=rtpmap:107 opus/48000/2', 'a=mid:audio-0', ''].join('\r\n');

it('puts PCMA first and leaves the rest in order', () => {
  expect(preferPcma(offer('107 0 8 101'))).toBe(offer('8 107 0 101'));
});

it('leaves a description without PCMA, or with PCMA first, as it was', () => {
  expect(preferPcma(offer('107 101'))).toBe(offer('107 101'));
  expect(preferPcma(offer('8 101'))).toBe(offer('8 101'));
});

it("keeps the far end's addresses back, and gives them later", () => {
  const lines = ['a=candidate:1 1 UDP 2130706431 10.0.0.1 4000 typ host', 'a=candidate:2 1 UDP 1 9.9.9.9 1 typ srflx'];
  const whole = `${offer('8')}${lines.join('\r\n')}\r\na=end-of-candidates\r\na=sendrecv\r\n`;
  expect(withoutCandidates(whole)).toBe(`${offer('8')}a=sendrecv\r\n`);
  expect(candidatesOf(whole)).toEqual(lines.map((line) => line.slice(2)));
});

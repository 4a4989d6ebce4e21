import { expect, it } from 'vitest';

import { preferPcma } from './sdp';

const offer = (formats: string) =>
  ['v=0', `m=audio 9 UDP/TLS/RTP/SAVPF ${formats}`, 'a=rtpmap:107 opus/48000/2', 'a=mid:audio-0', ''].join('\r\n');

it('puts PCMA first and leaves the rest in order', () => {
  expect(preferPcma(offer('107 0 8 101'))).toBe(offer('8 107 0 101'));
});

it('leaves a description without PCMA, or with PCMA first, as it was', () => {
  expect(preferPcma(offer('107 101'))).toBe(offer('107 101'));
  expect(preferPcma(offer('8 101'))).toBe(offer('8 101'));
});

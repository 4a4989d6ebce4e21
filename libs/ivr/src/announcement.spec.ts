import { describe, expect, it } from 'vitest';

import { announcement, saysRecorded } from './announcement.js';
import { Flow, type FlowInput } from './flow.js';

const GROUP = '019a0000-0000-7000-8000-000000000001';
const queue = { kind: 'queue', groups: [GROUP] } as FlowInput['nodes'][string];
const flow = (nodes: FlowInput['nodes']): Flow => Flow.parse({ schemaVersion: 1, start: 'start', nodes });
const text = (words: string) => [{ kind: 'text' as const, text: words }];
const play = (words: string, bargeIn = false) =>
  ({ kind: 'play', prompts: text(words), bargeIn, next: 'queue' }) as FlowInput['nodes'][string];

describe('the announcement that a call is recorded', () => {
  it('is there when every way to a queue passes it', () => {
    expect(announcement(flow({ start: play('您好，为保证服务质量，通话将被录音。'), queue }))).toEqual({
      kind: 'announced',
    });
  });

  it('is missing on a way round it, and the queue is named', () => {
    const menu = { kind: 'menu', prompts: text('请按键'), options: { 1: 'said', 2: 'queue' }, exhausted: 'said' };
    expect(
      announcement(flow({ start: menu as FlowInput['nodes'][string], said: play('本次通话会录音'), queue })),
    ).toEqual({
      kind: 'missing',
      queues: ['queue'],
    });
  });

  it('does not count where a key cuts it short', () => {
    expect(announcement(flow({ start: play('通话将被录音', true), queue })).kind).toBe('missing');
  });

  it('cannot be read from an uploaded prompt', () => {
    const start = { kind: 'play', prompts: [{ kind: 'audio', id: 'welcome' }], next: 'queue' };
    expect(announcement(flow({ start: start as FlowInput['nodes'][string], queue }))).toEqual({ kind: 'unreadable' });
  });

  it('is not needed where nobody is rung', () => {
    expect(announcement(flow({ start: { kind: 'hangup', prompts: text('已下班') } }))).toEqual({ kind: 'no_queue' });
  });

  it.each([
    ['此通话可能被录音', true],
    ['This call is being recorded.', true],
    ['本次通话不会录音', false],
    ['This call is not recorded.', false],
    ['欢迎致电', false],
  ])('%s: %s', (words, says) => expect(saysRecorded(words)).toBe(says));
});

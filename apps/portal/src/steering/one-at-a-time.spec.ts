import { describe, expect, it } from 'vitest';

import { OneAtATime } from './one-at-a-time';

/** Work that says when it begins, and ends when it is told to. */
function works() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => () => {
    begun.push(name);
    return new Promise<void>((resolve) => ends.set(name, resolve));
  };
  return { begun, work, end: (name: string) => ends.get(name)?.() };
}

describe('what is asked for while something is done', () => {
  it('is done after it, the last wish alone', async () => {
    const { begun, work, end } = works();
    const one = new OneAtATime();
    const done = one.ask(work('listen'));
    await Promise.all(['whisper', 'barge', 'listen again'].map((name) => one.ask(work(name))));
    expect(begun).toEqual(['listen']);
    end('listen');
    await expect.poll(() => begun).toEqual(['listen', 'listen again']);
    end('listen again');
    await done;
    expect(begun).toEqual(['listen', 'listen again']);
  });

  it('is not done once it is not wanted any more', async () => {
    const { begun, work, end } = works();
    const one = new OneAtATime();
    const done = one.ask(work('listen'));
    await one.ask(work('barge'));
    one.forget();
    end('listen');
    await done;
    expect(begun).toEqual(['listen']);
  });
});

it('begins at once again when nothing is left to do', async () => {
  const { begun, work, end } = works();
  const one = new OneAtATime();
  const first = one.ask(work('listen'));
  end('listen');
  await first;
  void one.ask(work('whisper'));
  expect(begun).toEqual(['listen', 'whisper']);
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OPTIONS, help, readOptions } from './options.ts';

describe('the options of npm start', () => {
  it('have the documented defaults', () => {
    expect(readOptions([])).toMatchObject({
      port: 3000,
      metricsPort: 9464,
      postgresPort: 5433,
      ariPort: 8088,
      sipPort: 5060,
      rtpFrom: 10000,
      rtpTo: 10999,
      demo: true,
      telephony: true,
      reset: false,
    });
  });

  it('are read', () => {
    expect(readOptions(['--port', '8080', '--rtp-ports=20000-20100', '--no-demo', '--reset', '--yes'])).toMatchObject({
      port: 8080,
      rtpFrom: 20000,
      rtpTo: 20100,
      demo: false,
      reset: true,
      yes: true,
    });
  });

  it.each([
    [['--prot', '1'], /Unknown option '--prot'/],
    [['--port', 'abc'], /--port abc is no port/],
    [['--port', '70000'], /--port 70000 is no port/],
    [['--rtp-ports', '20000'], /no port/],
    [['--rtp-ports', '20000-20003'], /too few/],
    [['extra'], /extra/],
  ])('are refused in a sentence: %j', (args, sentence) => {
    expect(() => readOptions(args)).toThrow(sentence);
  });

  it('all stand in --help and in docs/configuration.md', () => {
    const page = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
    for (const name of Object.keys(OPTIONS)) {
      expect(help()).toContain(`--${name}`);
      expect(page).toContain(`\`--${name}`);
    }
  });
});

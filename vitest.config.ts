import { defineConfig } from 'vitest/config';
import type { InlineConfig } from 'vitest/node';

const resolve = { conditions: ['@sibai/source'] };
const outside = ['**/node_modules/**', '**/dist/**'];
/** Those that measure gaps in audio, for which even another Asterisk is too loud a neighbour. */
const ALONE = ['e2e/telephony/{outage,restart,trunk}.sip.spec.ts'];
const telephony = {
  include: ['e2e/telephony/**/*.sip.spec.ts'],
  exclude: outside,
  maxConcurrency: 12,
  // Waits have limits of their own (hearing.ts), many in one test.
  testTimeout: 120_000,
  // Four processes are started.
  hookTimeout: 120_000,
};

/** Run by Nx, each task leaves its results where `npm test` counts them. */
const { NX_TASK_TARGET_PROJECT: project, NX_TASK_TARGET_TARGET: target } = process.env;
const reporters: InlineConfig['reporters'] = project
  ? ['default', ['json', { outputFile: `test-results/${project}/${target}.json` }]]
  : ['default'];

export default defineConfig({
  test: {
    reporters,
    projects: [
      {
        resolve,
        ssr: { resolve },
        test: {
          name: 'unit',
          setupFiles: 'tools/test/properties.ts',
          include: ['{libs,apps}/*/src/**/*.spec.{ts,tsx}', 'tools/**/*.spec.ts'],
          exclude: [...outside, '**/*.medium.spec.ts', '**/*.sip.spec.ts'],
          // Some start programs (espeak-ng, Nx), and a machine may be busy.
          testTimeout: 30_000,
          isolate: false,
        },
      },
      {
        resolve,
        ssr: { resolve },
        test: {
          name: 'medium',
          globalSetup: 'apps/api/src/platform/template.testing.ts',
          include: ['apps/api/src/**/*.medium.spec.ts'],
          exclude: outside,
          testTimeout: 30_000,
          hookTimeout: 60_000,
          // What is waited for comes at once, unless the machine is busy.
          expect: { poll: { timeout: 20_000 } },
          // Each file has a database of its own. Not isolated: to read the whole api again for each file takes as long as its tests.
          maxWorkers: 2,
          isolate: false,
        },
      },
      {
        resolve,
        ssr: { resolve },
        test: {
          ...telephony,
          name: 'telephony',
          exclude: [...outside, ...ALONE],
          // Each file has an Asterisk of its own, and mostly waits.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        resolve,
        ssr: { resolve },
        test: {
          ...telephony,
          name: 'telephony alone',
          include: ALONE,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});

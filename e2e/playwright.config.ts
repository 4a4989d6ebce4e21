import { defineConfig } from '@playwright/test';

/** Tests of the built product in a browser. `npm test` says in CHROMIUM which one, and counts the results. */
export default defineConfig({
  testDir: 'specs',
  outputDir: '../test-results/@sibai/e2e/artifacts',
  // One stack and one Asterisk serve them all, and some of the tests kill them.
  workers: 1,
  // Several browsers speak and listen at once: a busy machine takes its time over it, and a fit one loses nothing by that.
  timeout: 240_000,
  // Calls are heard in real time, and a machine that stands still for a moment is heard too: twice is no chance.
  retries: 1,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json', { outputFile: '../test-results/@sibai/e2e/e2e.json' }]],
  use: {
    locale: 'zh-CN',
    trace: 'off',
    screenshot: 'only-on-failure',
    actionTimeout: 30_000,
  },
});

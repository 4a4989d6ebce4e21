import { defineConfig } from 'vitest/config';

const resolve = { conditions: ['@sibai/source'] };
const outside = ['**/node_modules/**', '**/dist/**'];
/** Tests that share a server (one Postgres, one Asterisk) run one file at a time. */
const shared = { fileParallelism: false, testTimeout: 30_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        ssr: { resolve },
        test: {
          name: 'unit',
          include: ['{libs,apps}/*/src/**/*.spec.{ts,tsx}', 'tools/**/*.spec.ts'],
          exclude: [...outside, '**/*.medium.spec.ts', '**/*.sip.spec.ts'],
        },
      },
      {
        resolve,
        ssr: { resolve },
        test: { name: 'medium', include: ['apps/api/src/**/*.medium.spec.ts'], exclude: outside, ...shared },
      },
      {
        resolve,
        ssr: { resolve },
        test: { name: 'telephony', include: ['e2e/telephony/**/*.sip.spec.ts'], exclude: outside, ...shared },
      },
    ],
  },
});

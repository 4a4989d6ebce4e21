import nx from '@nx/eslint-plugin';
import hooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const only = (sourceTag, onlyDependOnLibsWithTags, bannedExternalImports = []) => ({
  sourceTag,
  onlyDependOnLibsWithTags,
  bannedExternalImports,
});
const SERVER = ['@nestjs/*', 'typeorm', 'pg', 'rxjs'];
const WEB = ['react', 'react-*', 'antd', '@ant-design/*', 'sip.js', '@tanstack/*'];

const CALL_STAGES = ['trunk', 'ivr', 'bot', 'acd', 'agent', 'recording', 'cdr', 'analytics'];
const DOMAIN = 'libs/{kernel,numbers,compliance,billing,ivr,intents,routing,call}/src/**/*.ts';
const BROWSER = '{libs/ui,apps/portal,apps/softphone}/src/**/*.{ts,tsx}';
const noNode = (message) => ({ group: ['node:*'], message });

/** Stages meet in libs/call, through the engine or in the database: never in one another's files. */
const stageWalls = CALL_STAGES.map((stage) => ({
  files: [`apps/api/src/call/${stage}/**/*.ts`],
  ignores: ['**/*.spec.ts'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: `^(\\.\\./)+(${CALL_STAGES.filter((other) => other !== stage).join('|')})/`,
            message: 'Stages meet in libs/call, never in one another.',
          },
        ],
      },
    ],
  },
}));

export default [
  { ignores: ['**/dist/**', '**/node_modules/**', '.nx/**', '.sibai*/**'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx,mjs}'],
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          banTransitiveDependencies: false,
          depConstraints: [
            only('layer:kernel', ['layer:kernel'], [...SERVER, ...WEB]),
            only('layer:domain', ['layer:kernel', 'layer:domain'], [...SERVER, ...WEB]),
            only('layer:wire', ['layer:kernel', 'layer:domain', 'layer:wire'], [...SERVER, ...WEB]),
            only('layer:adapter', ['layer:kernel', 'layer:adapter'], [...SERVER, ...WEB]),
            only('layer:ui', ['layer:kernel', 'layer:domain', 'layer:wire', 'layer:ui'], SERVER),
            only('app:server', ['layer:kernel', 'layer:domain', 'layer:wire', 'layer:adapter'], WEB),
            only('app:web', ['layer:kernel', 'layer:domain', 'layer:wire', 'layer:ui'], SERVER),
            only('app:tool', ['layer:kernel', 'layer:domain', 'layer:wire', 'layer:adapter', 'app:tool'], WEB),
          ],
        },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      'no-console': 'error',
    },
  },
  { files: ['tools/**', 'e2e/**'], rules: { 'no-console': 'off' } },
  {
    // Nest reads a class's parameter types at run time: an `import type` there breaks injection, so the fixer must not make one.
    files: ['apps/api/**/*.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  {
    files: [DOMAIN],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [noNode('Domain code does no I/O.')] }],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Take `now: Instant`.' },
        { object: 'Math', property: 'random', message: 'Take the draw as an argument.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Take `now: Instant`.' },
      ],
      'no-restricted-globals': ['error', 'process', 'setTimeout', 'setInterval', 'fetch', 'console'],
    },
  },
  {
    files: ['libs/contracts/src/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [noNode('The wire is shared with browsers.')] }] },
  },
  {
    files: [BROWSER],
    plugins: { 'react-hooks': hooks },
    rules: {
      ...hooks.configs.recommended.rules,
      'no-restricted-imports': ['error', { patterns: [noNode('This runs in a browser.')] }],
    },
  },
  ...stageWalls,
  {
    files: ['apps/api/src/platform/**/*.ts'],
    ignores: ['**/*.spec.ts', '**/data-source.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '/(call|onboarding|quality)/',
              message: 'The platform knows no stage but the lists it owns (data-source.ts).',
            },
          ],
        },
      ],
    },
  },
];

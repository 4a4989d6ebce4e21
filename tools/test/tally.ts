import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../lib/paths.ts';
import type { Task, TaskState } from './nx.ts';

/** Where the tasks that run tests leave their results (nx.json, vitest.config.ts, playwright.config.ts). */
export const RESULTS = join(ROOT, 'test-results');
/** Targets whose tests are counted one by one; any other task counts as one test. */
const VITEST = ['test', 'medium', 'telephony'];

export interface Tally {
  readonly passed: number;
  readonly failures: readonly string[];
}

/** Counts the tests of a task. */
export async function tally(task: Task, state: TaskState): Promise<Tally> {
  const name = `${task.project}:${task.target}`;
  if (state === 'not run') return { passed: 0, failures: [`${name} was not run, since what it depends on failed`] };
  const count = VITEST.includes(task.target) ? ofVitest : task.target === 'e2e' ? ofPlaywright : undefined;
  const report = count && (await readFile(reportFile(task), 'utf8').catch(() => undefined));
  const { passed, failures } = count && report ? count(JSON.parse(report)) : { passed: count ? 0 : 1, failures: [] };
  if (state !== 'failed') return { passed, failures: count && !report ? [`${name} left no results`] : failures };
  // A file that cannot even be loaded fails the task, and has no test that failed.
  return { passed: count ? passed : 0, failures: failures.length > 0 ? failures : [`${name} failed: see above`] };
}

export const reportFile = ({ project, target }: Task): string => join(RESULTS, project, `${target}.json`);

/** What a task's tests have left; undefined if they have left nothing. */
export async function vitestReport(task: Task): Promise<VitestReport | undefined> {
  const text = await readFile(reportFile(task), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as VitestReport);
}

export interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Each test that failed, with the first line of why. */
export const failuresOf = ({ testResults }: VitestReport): string[] =>
  testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = name.replace(`${ROOT}/`, '');
    const failed = assertionResults
      .filter((test) => test.status === 'failed')
      .map(({ fullName, failureMessages }) => `${file} › ${fullName}\n    ${firstLine(failureMessages[0])}`);
    return failed.length === 0 && status === 'failed' ? [`${file}\n    ${firstLine(message)}`] : failed;
  });

function ofVitest(report: VitestReport): Tally {
  const passed = report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'passed');
  return { passed: passed.length, failures: failuresOf(report) };
}

interface PlaywrightSuite {
  readonly title: string;
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs?: readonly {
    readonly title: string;
    readonly file: string;
    readonly tests: readonly {
      readonly status: string;
      readonly results: readonly { readonly error?: { readonly message?: string } }[];
    }[];
  }[];
}

function ofPlaywright({
  suites,
  errors = [],
}: {
  suites: readonly PlaywrightSuite[];
  errors?: readonly { message?: string }[];
}): Tally {
  const specs = suites.flatMap(function all(suite): NonNullable<PlaywrightSuite['specs']>[number][] {
    return [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(all)];
  });
  const tests = specs.flatMap((spec) => spec.tests.map((test) => ({ ...test, spec })));
  const failures = tests
    .filter(({ status }) => status === 'unexpected')
    .map(
      ({ spec, results }) => `e2e/specs/${spec.file} › ${spec.title}\n    ${firstLine(results.at(-1)?.error?.message)}`,
    );
  return {
    passed: tests.filter(({ status }) => status === 'expected' || status === 'flaky').length,
    failures: [...failures, ...errors.map(({ message }) => `e2e\n    ${firstLine(message)}`)],
  };
}

const firstLine = (text = ''): string => text.replaceAll(/\x1b\[[\d;]*m/g, '').split('\n')[0] ?? '';

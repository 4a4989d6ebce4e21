import type { StartOptions } from './options.ts';

export interface Situation {
  readonly url: string;
  readonly options: Pick<StartOptions, 'sipPort' | 'metricsPort' | 'data' | 'publicHost'>;
  readonly demo: unknown;
  readonly telephony: boolean;
  /** What the api says is not ready. */
  readonly wrong: string | undefined;
}

interface SignIn {
  readonly role: string;
  readonly email: string;
  readonly password: string;
}

/** The last screen of a start: where everything is, who may sign in, and how to place the first call. */
export function welcome({ url, options, demo, telephony, wrong }: Situation): string {
  const { number, signIns } = readDemo(demo);
  const lines = [
    '',
    wrong ? `Sibai runs, but not everything is ready: ${wrong}` : 'Sibai is ready.',
    '',
    row('Portal', `${url}/`),
    row("Agent's desk", `${url}/desk/`),
    row('API', `${url}/api/docs`),
    row('Metrics', `http://127.0.0.1:${options.metricsPort}/metrics`),
    ...(telephony ? [row('SIP trunks', `udp port ${options.sipPort}`)] : []),
    row('State and logs', `${options.data}`),
  ];
  if (signIns.length > 0)
    lines.push('', 'Sign-ins', ...signIns.map((who) => row(who.role, `${who.email}  ${who.password}`)));
  if (number && options.publicHost)
    lines.push('  These passwords are known to everybody: change them, or start anew with --reset --no-demo.');
  if (telephony && number)
    lines.push(
      '',
      'Your first call',
      '  1. Sign in at the desk as the supervisor and choose 示闲.',
      `  2. In another tab open the portal, go to 拨打测试 and dial ${number};`,
      `     or, in another terminal: npm run call -- ${number} --keys 1`,
      '  3. Press 1 in the menu, and answer at the desk.',
    );
  if (!telephony)
    lines.push(
      '',
      'There is no telephony, so no call can be placed. Choices: install asterisk 20 or later, or set ARI_URLS to one that',
      'runs elsewhere; then start again.',
    );
  return [...lines, '', 'Ctrl-C stops everything.'].join('\n');
}

/** What the seed printed, as far as it is understood. */
function readDemo(demo: unknown): { number: string; signIns: readonly SignIn[] } {
  const record = isRecord(demo) ? demo : {};
  const signIns = Array.isArray(record['signIns']) ? record['signIns'].filter(isSignIn) : [];
  return { number: typeof record['number'] === 'string' ? record['number'] : '', signIns };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isSignIn = (value: unknown): value is SignIn =>
  isRecord(value) && ['role', 'email', 'password'].every((key) => typeof value[key] === 'string');

const row = (name: string, value: string): string => `  ${name.padEnd(16)}${value}`;

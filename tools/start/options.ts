import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_DATA } from '../lib/paths.ts';
import { Problem, messageOf } from '../lib/problem.ts';

/** Every option of `npm start`: the one list behind parsing, --help and docs/configuration.md. */
export const OPTIONS = {
  port: { type: 'string', value: 'PORT', default: '3000', help: 'port of the portal, the desk and the API' },
  'metrics-port': { type: 'string', value: 'PORT', default: '9464', help: 'port of the Prometheus metrics' },
  'postgres-port': { type: 'string', value: 'PORT', default: '5433', help: 'port of the embedded PostgreSQL' },
  'ari-port': { type: 'string', value: 'PORT', default: '8088', help: 'port of ARI and of SIP over WebSocket' },
  'sip-port': { type: 'string', value: 'PORT', default: '5060', help: 'UDP port carriers send calls to' },
  'rtp-ports': { type: 'string', value: 'FROM-TO', default: '10000-10999', help: 'UDP ports of the audio' },
  data: { type: 'string', value: 'DIR', default: DEFAULT_DATA, help: 'folder that holds all state' },
  'public-host': {
    type: 'string',
    value: 'HOST',
    default: '',
    help: 'name or address browsers and carriers reach this machine by',
  },
  'no-demo': { type: 'boolean', help: 'do not create the demonstration tenant' },
  'no-telephony': { type: 'boolean', help: 'run without Asterisk: everything but calls' },
  reset: { type: 'boolean', help: 'delete all state in the data folder first; asks, unless --yes' },
  yes: { type: 'boolean', help: 'answer yes to questions' },
  help: { type: 'boolean', help: 'show this list' },
} as const satisfies Record<string, Option>;

type Option =
  | { readonly type: 'string'; readonly value: string; readonly default: string; readonly help: string }
  | { readonly type: 'boolean'; readonly help: string };

export interface StartOptions {
  readonly port: number;
  readonly metricsPort: number;
  readonly postgresPort: number;
  readonly ariPort: number;
  readonly sipPort: number;
  readonly rtpFrom: number;
  readonly rtpTo: number;
  readonly data: string;
  readonly publicHost: string;
  readonly demo: boolean;
  readonly telephony: boolean;
  readonly reset: boolean;
  readonly yes: boolean;
  readonly help: boolean;
}

/** Reads the command line; a Problem names what is wrong with it. */
export function readOptions(args: readonly string[]): StartOptions {
  const values = parse(args);
  const text = (name: keyof typeof values) => String(values[name]);
  const [rtpFrom, rtpTo] = range(text('rtp-ports'));
  return {
    port: port(text('port'), '--port'),
    metricsPort: port(text('metrics-port'), '--metrics-port'),
    postgresPort: port(text('postgres-port'), '--postgres-port'),
    ariPort: port(text('ari-port'), '--ari-port'),
    sipPort: port(text('sip-port'), '--sip-port'),
    rtpFrom,
    rtpTo,
    data: resolve(process.env['INIT_CWD'] ?? '.', text('data')),
    publicHost: text('public-host'),
    demo: !values['no-demo'],
    telephony: !values['no-telephony'],
    reset: values.reset ?? false,
    yes: values.yes ?? false,
    help: values.help ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false }).values;
  } catch (error) {
    throw new Problem(`${messageOf(error)}\nnpm start -- --help lists the options.`);
  }
}

function port(text: string, option: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > 65_535)
    throw new Problem(`${option} ${text} is no port: give a number from 1 to 65535.`);
  return number;
}

function range(text: string): [number, number] {
  const [from = '', to = ''] = text.split('-');
  const ports: [number, number] = [port(from, '--rtp-ports'), port(to, '--rtp-ports')];
  if (ports[1] - ports[0] < 9)
    throw new Problem(`--rtp-ports ${text} is too few: a call takes up to four, so give at least ten.`);
  return ports;
}

export function help(): string {
  const rows = Object.entries<Option>(OPTIONS).map(([name, option]) => {
    const flag = `--${name}${option.type === 'string' ? ` ${option.value}` : ''}`;
    return `  ${flag.padEnd(24)}${option.help}${option.type === 'string' && option.default ? ` (${option.default})` : ''}`;
  });
  return ['npm start -- [options]', '', ...rows, '', 'Environment variables: docs/configuration.md'].join('\n');
}

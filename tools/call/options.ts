import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_DATA } from '../lib/paths.ts';
import { Problem, messageOf } from '../lib/problem.ts';

export interface CallCommand {
  readonly number: string;
  readonly keys: string;
  readonly say: string | undefined;
  readonly hear: string | undefined;
  readonly seconds: number;
  readonly from: string;
  readonly source: string;
  readonly port: number | undefined;
  readonly data: string;
  readonly help: boolean;
}

export const HELP = `npm run call -- NUMBER [options]

  --keys KEYS       keys to press once the call is answered; a comma waits two seconds
  --say FILE.wav    what the caller says, over and over (16-bit PCM or A-law)
  --hear FILE.wav   keep what the caller hears
  --seconds N       hang up after so many seconds (60)
  --from NUMBER     the caller's number (13800138000)
  --source ADDRESS  the address the carrier calls from (127.0.0.2)
  --port PORT       SIP port of the product (that of the running one)
  --data DIR        data folder of the running product (.sibai)

The exit code is 0 when the call was answered.`;

/** Reads the command line; a Problem names what is wrong with it. */
export function readCommand(args: readonly string[]): CallCommand {
  const { values, positionals } = parse(args);
  const [number = '', ...more] = positionals;
  if (!values.help && (!/^\+?[\d-]+$/.test(number) || more.length > 0))
    throw new Problem(`Say which one number to dial.\n\n${HELP}`);
  if (!/^[\d*#A-D,]*$/.test(values.keys))
    throw new Problem(`--keys ${values.keys}: there are only 0-9, * # A-D and commas.`);
  const from = resolve.bind(null, process.env['INIT_CWD'] ?? '.');
  return {
    number: number.replaceAll('-', ''),
    keys: values.keys,
    say: values.say === undefined ? undefined : from(values.say),
    hear: values.hear === undefined ? undefined : from(values.hear),
    seconds: positive(values.seconds, '--seconds'),
    from: values.from,
    source: values.source,
    port: values.port === undefined ? undefined : positive(values.port, '--port'),
    data: from(values.data),
    help: values.help,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        keys: { type: 'string', default: '' },
        say: { type: 'string' },
        hear: { type: 'string' },
        seconds: { type: 'string', default: '60' },
        from: { type: 'string', default: '13800138000' },
        source: { type: 'string', default: '127.0.0.2' },
        port: { type: 'string' },
        data: { type: 'string', default: DEFAULT_DATA },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new Problem(`${messageOf(error)}\n\n${HELP}`);
  }
}

function positive(text: string, option: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new Problem(`${option} ${text} is no number above zero.`);
  return number;
}

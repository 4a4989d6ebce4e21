import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { readWav, rms, SILENCE_RMS, toPhone, writeWav } from '../lib/audio.ts';
import { ensureProgram } from '../lib/debian.ts';
import { PROGRAMS } from '../lib/paths.ts';
import { Problem, hasCode, messageOf } from '../lib/problem.ts';
import { runningProduct } from '../lib/run-file.ts';
import { SipCall, type CallEnd } from '../lib/sipp.ts';
import { print, step } from '../lib/terminal.ts';
import { HELP, readCommand, type CallCommand } from './options.ts';

/** People listen before they press; the menu may be interrupted. */
const BEFORE_KEYS_MS = 1500;
const COMMA_MS = 2000;

/** Places the call and tells what happens; answers whether it was answered. */
async function main(command: CallCommand): Promise<boolean> {
  const port = command.port ?? (await runningProduct(command.data)).ports.sip;
  const words = command.say === undefined ? undefined : await sound(command.say);
  const sipp = await step('SIPp', (report) => ensureProgram('sipp', PROGRAMS, report));

  const began = performance.now();
  const tell = (sentence: string) =>
    print(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${sentence}`);
  const { number, from, source, seconds } = command;
  tell(`${from} dials ${number} (from ${source} to port ${port}).`);
  const call = await SipCall.place({ sipp, target: { address: '127.0.0.1', port }, number, from, source });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const)
    process.on(signal, () => void call.hangUp());
  process.channel?.unref();
  const limit = setTimeout(() => void call.hangUp(), seconds * 1000);

  void call.message(({ sent, status }) => !sent && status === 180).then((ringing) => ringing && tell('It rings.'));
  const answered = await call.answered();
  if (answered) {
    tell('The call is answered.');
    await talk(call, command.keys, words, tell);
  }
  const end = await call.ended;
  clearTimeout(limit);
  tell(sentence(end, port));
  if (answered) {
    const heard = call.media.heard();
    tell(
      `The caller heard ${(heard.length / 8000).toFixed(1)} s of audio${rms(heard) > SILENCE_RMS / 10 ? '' : ', all of it silence'}.`,
    );
    if (command.hear !== undefined) await writeFile(command.hear, writeWav(heard));
  }
  return answered !== undefined;
}

async function talk(
  call: SipCall,
  keys: string,
  words: Float32Array | undefined,
  tell: (sentence: string) => void,
): Promise<void> {
  if (keys) await Promise.race([call.ended, sleep(BEFORE_KEYS_MS)]);
  for (const key of keys) {
    if (key === ',') await Promise.race([call.ended, sleep(COMMA_MS)]);
    else {
      await call.media.press(key);
      tell(`The caller presses ${key}.`);
    }
  }
  if (words) {
    call.media.play(words, true);
    tell('The caller speaks.');
  }
}

async function sound(file: string): Promise<Float32Array> {
  try {
    return toPhone(readWav(await readFile(file)));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) throw new Problem(`There is no file ${file}.`);
    throw error instanceof Problem ? new Problem(`${file}: ${error.message}`) : error;
  }
}

const REFUSALS: Readonly<Record<number, string>> = {
  401: 'no trunk knows the address it came from, so credentials were asked for (the demonstration trunk takes 127.0.0.2 to 127.0.0.9)',
  403: 'the trunk is not allowed to call',
  404: 'no line of that trunk has this number',
  480: 'nobody is there to take it',
  486: 'the line is busy: as many calls as it may carry are going on',
  487: 'it was given up',
  488: 'no audio format is shared',
  503: 'the product is not ready, or overloaded',
};

function sentence(end: CallEnd, port: number): string {
  switch (end.by) {
    case 'caller':
      return 'The caller hangs up.';
    case 'callee':
      return 'The other side hangs up.';
    case 'refused':
      return `The call is refused: ${end.status} ${end.phrase}${REFUSALS[end.status] ? `, that is, ${REFUSALS[end.status]}` : ''}.`;
    case 'silence':
      return `Nobody answers on UDP port ${port}: is Asterisk running (npm start says so)?`;
    case 'fault':
      return `The call broke off: ${end.detail}`;
  }
}

try {
  const command = readCommand(process.argv.slice(2));
  if (command.help) console.log(HELP);
  else process.exitCode = (await main(command)) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Problem ? error.message : error instanceof Error ? error.stack : messageOf(error));
  process.exitCode = 1;
}

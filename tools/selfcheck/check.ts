import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from '@playwright/test';
import { ApiClient } from '../lib/api-client.ts';
import { peakHz, readWav, tone, toneShare } from '../lib/audio.ts';
import { DeskPage } from '../lib/desk-page.ts';
import { Problem } from '../lib/problem.ts';
import type { RunFile } from '../lib/run-file.ts';
import { SipCall } from '../lib/sipp.ts';
import type { Demo } from '../lib/stack.ts';

export const AGENT_HZ = 1000;
const CALLER_HZ = 440;
/** The key of the demonstration's menu that leads to a queue. */
const KEY = '1';
const RING_WITHIN_MS = 25_000;
const TALK_MS = 5000;
const SEALED_WITHIN_MS = 20_000;
/** A pitch measured through A-law, Opus or a resampler is right to a few hertz. */
const TOLERANCE_HZ = 5;

/** The line that is printed: every value measured from audio, or read from the tables. */
export interface Findings {
  readonly ok: boolean;
  readonly reason?: string;
  readonly callId?: string;
  readonly ivrPath?: readonly string[];
  readonly queueMs?: number;
  readonly ringMs?: number;
  readonly answerToAudioMs?: number;
  readonly callerHeardHz?: number | null;
  readonly agentHeardHz?: number | null;
  readonly recording?: {
    readonly seconds: number;
    readonly channels: number;
    readonly leftHz: number | null;
    readonly rightHz: number | null;
  };
  readonly cdr?: CallRecord;
}

/** What is looked at of a call's record (libs/contracts, CallDetail). */
interface CallRecord {
  readonly id: string;
  readonly endedAt: string | null;
  readonly outcome: string | null;
  readonly cause: string | null;
  readonly agentName: string | null;
  readonly ivrPath: readonly string[];
  readonly queueMs: number;
  readonly ringMs: number;
  readonly talkMs: number;
  readonly recorded: boolean;
}
interface Detail extends CallRecord {
  readonly events: unknown;
  readonly assignments: unknown;
  readonly recordings: readonly { readonly id: string; readonly state: string }[];
}
interface Presence {
  readonly presence: string;
  readonly reason: string | null;
}

export interface Means {
  readonly run: RunFile;
  readonly sipp: string;
  readonly browser: Browser;
}

/** Places the call, lets it be answered, and judges what became of it. */
export async function check({ run, sipp, browser }: Means): Promise<Findings> {
  const demo = run.demo as Demo | null;
  const admin = demo?.signIns.find(({ role }) => role === 'admin');
  if (!demo?.number || !admin) throw new Problem('The demonstration tenant is missing: start without --no-demo.');
  const { agent, before } = await freeAgent(run.url, demo);

  const desk = await DeskPage.open(browser, run.url, agent);
  try {
    await desk.beReady();
    const from = `139${String(Date.now()).slice(-8)}`;
    const heard = await converse(desk, () =>
      SipCall.place({
        sipp,
        target: { address: '127.0.0.1', port: run.ports.sip },
        number: demo.number,
        from,
        source: '127.0.0.2',
      }),
    );
    const api = await ApiClient.signIn(run.url, admin);
    const detail = await settled(api, from);
    const recording = await listenTo(api, detail);
    const { events: _, assignments: __, recordings: ___, ...cdr } = detail;
    const { id: callId, ivrPath, queueMs, ringMs } = cdr;
    await api.send('DELETE', '/session');
    return judge({ ok: true, callId, ivrPath, queueMs, ringMs, ...heard, recording, cdr }, agent.name);
  } finally {
    await restore(desk, before);
    await desk.close();
  }
}

/** A demonstration agent nobody is using. */
async function freeAgent(url: string, demo: Demo) {
  for (const agent of demo.signIns.filter(({ role }) => role === 'agent')) {
    const api = await ApiClient.signIn(url, agent);
    const before = await api.get<Presence>('/agent/desk');
    await api.send('DELETE', '/session');
    if (before.presence === 'offline' || before.presence === 'busy' || before.presence === 'break')
      return { agent, before };
  }
  throw new Problem('Every demonstration agent is at work: sign one out at the desk, then check again.');
}

/** The conversation as both sides hear it. */
async function converse(desk: DeskPage, dial: () => Promise<SipCall>) {
  const call = await dial();
  try {
    call.media.play(tone(CALLER_HZ, 1), true);
    if (!(await call.answered())) throw new Problem(`The call was not taken: ${JSON.stringify(await call.ended)}`);
    await sleep(1000);
    await call.media.press(KEY);
    const rings = desk.answer(RING_WITHIN_MS).catch(() => undefined);
    const pressedAt = await Promise.race([rings, call.ended.then(() => undefined)]);
    if (pressedAt === undefined)
      throw new Problem(`The desk did not ring within ${RING_WITHIN_MS / 1000} s of the key.`);

    await sleep(TALK_MS / 2);
    const agentHeardHz = await desk.hearsHz();
    await sleep(TALK_MS / 2);
    const audioAt = call.media.firstHeard(pressedAt, (frame) => toneShare(frame, AGENT_HZ) > 0.8);
    if (audioAt === undefined) throw new Problem('The caller never heard the agent.');
    const callerHeardHz = peakHz(call.media.heard(audioAt + 500));
    await call.hangUp();
    return { answerToAudioMs: Math.round(audioAt - pressedAt), callerHeardHz, agentHeardHz };
  } finally {
    await call.hangUp();
  }
}

/** The call's record once the call has ended and its recording has been sealed. */
async function settled(api: ApiClient, from: string): Promise<Detail> {
  let detail: Detail | undefined;
  for (const deadline = Date.now() + SEALED_WITHIN_MS; Date.now() < deadline; await sleep(250)) {
    const { calls } = await api.get<{ calls: CallRecord[] }>(`/calls?q=${from}`);
    detail = calls[0] && (await api.get<Detail>(`/calls/${calls[0].id}`));
    if (detail?.endedAt && detail.recordings.some(({ state }) => state !== 'recording')) return detail;
  }
  throw new Problem(
    detail
      ? `The call ${detail.id} was not closed and recorded within ${SEALED_WITHIN_MS / 1000} s.`
      : 'The call has no record.',
  );
}

async function listenTo(api: ApiClient, { recordings }: Detail): Promise<NonNullable<Findings['recording']>> {
  const sealed = recordings.find(({ state }) => state === 'sealed');
  if (!sealed) throw new Problem('The recording was lost.');
  const { permit } = (await api.send('POST', `/recordings/${sealed.id}/listen`, { purpose: 'quality' })) as {
    permit: string;
  };
  const { rate, channels } = readWav(await api.download(`/recordings/${sealed.id}/audio?permit=${permit}`));
  const [left, right] = channels;
  const hz = (samples: Float32Array | undefined) => (samples ? peakHz(samples, rate) : null);
  return { seconds: (left?.length ?? 0) / rate, channels: channels.length, leftHz: hz(left), rightHz: hz(right) };
}

/** Says the first thing that is not as it should be. */
function judge(findings: Findings, agentName: string): Findings {
  const { callerHeardHz, agentHeardHz, recording, cdr } = findings;
  const is = (heard: number | null | undefined, hertz: number) => Math.abs((heard ?? 0) - hertz) <= TOLERANCE_HZ;
  const wrong: readonly (readonly [boolean, string])[] = [
    [!is(callerHeardHz, AGENT_HZ), `the caller heard ${callerHeardHz} Hz instead of ${AGENT_HZ}`],
    [!is(agentHeardHz, CALLER_HZ), `the agent heard ${agentHeardHz} Hz instead of ${CALLER_HZ}`],
    [recording?.channels !== 2, `the recording has ${recording?.channels} channels`],
    [!is(recording?.leftHz, AGENT_HZ), `the agent's channel of the recording holds ${recording?.leftHz} Hz`],
    [!is(recording?.rightHz, CALLER_HZ), `the caller's channel of the recording holds ${recording?.rightHz} Hz`],
    [(recording?.seconds ?? 0) * 1000 < TALK_MS - 500, `the recording lasts ${recording?.seconds} s`],
    [cdr?.outcome !== 'answered', `the record says ${cdr?.outcome}`],
    [cdr?.cause !== 'caller', `the record says that the call ended by ${cdr?.cause}`],
    [cdr?.agentName !== agentName, `the record names ${cdr?.agentName} instead of ${agentName}`],
    [!findings.ivrPath?.includes(KEY), 'the key is not in the path'],
  ];
  const reason = wrong.find(([isWrong]) => isWrong)?.[1];
  return reason ? { ...findings, ok: false, reason } : findings;
}

/** Puts the agent back to where they were found. */
async function restore({ api }: DeskPage, { presence, reason }: Presence): Promise<void> {
  const chosen = ['paperwork', 'meeting', 'training', 'other'].includes(reason ?? '') ? reason : 'other';
  await api.send('PUT', '/agent/presence', presence === 'busy' ? { presence, reason: chosen } : { presence });
  await api.send('DELETE', '/session');
}

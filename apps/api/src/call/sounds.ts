import type { Announcement } from '@sibai/call';
import type { Prompt } from '@sibai/ivr';
import type { CallId } from '@sibai/kernel';
import { Injectable, Logger } from '@nestjs/common';

import type { Tell } from './dialler.js';
import { Floor } from './floor.js';
import { Speaker } from './ivr/speaker.js';
import type { LiveCall } from './live-call.js';
import { Switchboard } from './switchboard.js';

/** A recording that is played for music begins anew this often. */
const MUSIC_ROUNDS = 100;

/** What a caller hears of the house: prompts, announcements and music. */
@Injectable()
export class Sounds {
  readonly #log = new Logger(Sounds.name);

  constructor(
    private readonly switchboard: Switchboard,
    private readonly speaker: Speaker,
    private readonly floor: Floor,
  ) {}

  play(live: LiveCall, playback: string, prompts: readonly Prompt[], tell: Tell): void {
    this.#play(live, playback, () => this.speaker.files(prompts), tell);
  }

  say(live: LiveCall, playback: string, announcement: Announcement, tell: Tell): void {
    const files = async () => [
      await this.speaker.announcement(announcement),
      ...(announcement.kind === 'place' ? await this.#comfort(live) : []),
    ];
    this.#play(live, playback, files, tell);
  }

  async stop(live: LiveCall): Promise<void> {
    const { playback } = live;
    live.playback = null;
    if (playback !== null) await this.switchboard.stopPlaying(playbackId(live.facts.id, playback));
  }

  async music(live: LiveCall, on: boolean): Promise<void> {
    if (live.music === on) return;
    const { facts } = live;
    const own = on ? await this.#ownMusic(live) : undefined;
    const playing = playbackId(facts.id, 'music');
    if (own) await this.switchboard.play(facts.channel, playing, own);
    else {
      if (!on && live.music !== false) await this.switchboard.stopPlaying(playing);
      await this.switchboard.music(facts.channel, on);
    }
    live.music = on;
  }

  #waitingSounds({ facts, state }: LiveCall) {
    const [group] = 'groups' in state ? state.groups : [];
    return group && this.floor.waitingSounds(facts.tenantId, group);
  }

  /** What a caller of the group hears for music, over and over, where that is a recording of the tenant's. */
  async #ownMusic(live: LiveCall): Promise<string[] | undefined> {
    const id = this.#waitingSounds(live)?.music;
    if (!id) return undefined;
    try {
      const files = await this.speaker.files([{ kind: 'audio', id }]);
      return Array.from({ length: MUSIC_ROUNDS }, () => files).flat();
    } catch (error) {
      this.#log.warn({ call: live.facts.id, error: String(error) }, 'the music of a group is not there');
      return undefined;
    }
  }

  /** One of the group's comfort messages after each announcement, by turns. */
  async #comfort(live: LiveCall): Promise<string[]> {
    const comfort = this.#waitingSounds(live)?.comfort ?? [];
    const turn = 'announced' in live.state ? live.state.announced - 1 : 0;
    const prompt = comfort[turn % comfort.length];
    return prompt ? this.speaker.files([prompt]) : [];
  }

  /** Speech may have to be made first; the call does not stand still for it, and may have moved on when it is there. */
  #play(live: LiveCall, playback: string, files: () => Promise<string[]>, tell: Tell): void {
    live.playback = playback;
    const play = async () => {
      const media = await files();
      if (live.playback === playback)
        await this.switchboard.play(live.facts.channel, playbackId(live.facts.id, playback), media);
    };
    play().catch((error: unknown) => {
      // A caller is not left in silence because a prompt is missing: the call goes on as if it had been heard.
      this.#log.error({ call: live.facts.id, playback, error: String(error) }, 'a prompt could not be played');
      tell({ type: 'played', playback, failed: true });
    });
  }
}

const playbackId = (call: CallId, playback: string): string => `${call}.${playback}`;

/** The call and the playback that an id of Asterisk's names. */
export function ofPlayback(id: string): { call: CallId; playback: string } | undefined {
  const [call, playback] = id.split('.');
  return call !== undefined && playback !== undefined ? { call: call as CallId, playback } : undefined;
}

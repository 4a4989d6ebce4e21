import type { Announcement } from '@sibai/call';
import { KEY_KINDS, type Prompt } from '@sibai/ivr';
import { Injectable } from '@nestjs/common';

import { announcements } from './speech/announcements.js';
import { PromptStore } from './speech/prompt-store.js';

/** What the system itself says that has no blanks to fill. */
const READY = [
  'line_busy',
  'blocked',
  'out_of_order',
  'unstaffed',
  'agent_lost',
  'line_unpaid',
  'line_unverified',
  'line_suspended',
  'voicemail',
  'beep',
  'voicemail_taken',
  'callback_wrong',
  'callback_kept',
] as const;

/** Finds, or makes, the files a caller is to hear. */
@Injectable()
export class Speaker {
  constructor(private readonly prompts: PromptStore) {}

  files(prompts: readonly Prompt[]): Promise<string[]> {
    return Promise.all(prompts.map((p) => (p.kind === 'text' ? this.prompts.text(p.text) : this.prompts.audio(p.id))));
  }

  announcement(announcement: Announcement): Promise<string> {
    return announcement.kind === 'beep' ? this.prompts.beep() : this.prompts.text(words(announcement));
  }

  /** Makes what a caller may need at once, so that the first of them does not wait for it. */
  async warm(prompts: readonly Prompt[]): Promise<void> {
    const plain = prompts.filter((p) => p.kind === 'text' && !p.text.includes('${'));
    for (const prompt of plain) await this.files([prompt]);
    for (const kind of READY) await this.announcement({ kind });
    for (const what of KEY_KINDS) await this.announcement({ kind: 'collect', what });
  }
}

function words(announcement: Exclude<Announcement, { kind: 'beep' }>): string {
  switch (announcement.kind) {
    case 'line_busy':
      return announcements.lineBusy();
    case 'blocked':
      return announcements.blocked();
    case 'line_unpaid':
      return announcements.lineUnpaid();
    case 'line_unverified':
      return announcements.lineUnverified();
    case 'line_suspended':
      return announcements.lineSuspended();
    case 'out_of_order':
      return announcements.outOfService();
    case 'unstaffed':
      return announcements.busy();
    case 'notice':
      return announcement.text;
    case 'agent_lost':
      return '客服的线路中断了，正在为您重新接入，请稍候。';
    case 'place':
      return announcements.position(
        announcement.place - 1,
        announcement.estimateSeconds ?? undefined,
        announcement.title || undefined,
        announcement.callback,
      );
    case 'voicemail':
      return announcements.voicemail();
    case 'voicemail_taken':
      return announcements.voicemailTaken();
    case 'callback_ask':
      return announcements.callbackAsk(announcement.number);
    case 'callback_read':
      return announcements.callbackRead(announcement.number);
    case 'callback_wrong':
      return announcements.callbackWrong();
    case 'callback_kept':
      return announcements.callbackKept();
    case 'collect':
      return announcements.collect(announcement.what);
    case 'words':
      return announcement.text;
  }
}

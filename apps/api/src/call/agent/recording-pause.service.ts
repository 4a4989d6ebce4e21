import type { Recording } from '@sibai/call';
import type { PauseReason, RecordingState } from '@sibai/contracts';
import { type AgentId, type CallId, DomainError } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

import { audit } from '../../platform/audit.js';
import { Db } from '../../platform/db.js';
import type { Me } from '../../platform/session.service.js';
import { CallEngine } from '../engine.js';
import type { LiveCall } from '../live-call.js';

/** Pauses the recording of a live call, and goes on with it. What cannot be done is refused in words; libs/call has the last word. */
@Injectable()
export class RecordingPauseService {
  constructor(
    private readonly db: Db,
    private readonly engine: CallEngine,
  ) {}

  /** Asked for at the desk of an agent who is on the call. */
  byAgent(me: Me, call: CallId, paused: boolean, reason: PauseReason): Promise<RecordingState> {
    if (!this.engine.offerOf(call, me.userId as string as AgentId)) throw new DomainError('agent.not_on_call');
    return this.set(me, call, paused, reason);
  }

  async set(me: Me, call: CallId, paused: boolean, reason: PauseReason): Promise<RecordingState> {
    const live = this.engine.find(call);
    if (!live || live.facts.tenantId !== me.tenantId) throw new DomainError('call.missing', { id: call });
    if (paused && mustPause(this.engine.recording(live)))
      await this.engine.dispatch(call, { type: 'recording_pause', asker: me.name, reason });
    if (!paused) await this.engine.dispatch(call, { type: 'recording_resume', asker: me.name });
    await this.db.as(me.tenantId, (em) =>
      audit(em, me, paused ? 'recording.paused' : 'recording.resumed', call, { reason }),
    );
    return stateOf(live, this.engine.recording(live));
  }
}

/** Refuses what may not be; false when it is paused already. */
function mustPause(recording: Recording | undefined): boolean {
  if (recording?.paused) return false;
  if (!recording?.on) throw new DomainError('recording.not_recorded');
  if (recording.pauseMs === 0) throw new DomainError('recording.pause_cap', { pauses: recording.pauses });
  return true;
}

/** As a desk shows it. */
export function stateOf({ state }: LiveCall, recording: Recording | undefined): RecordingState {
  if (state.at !== 'agent' || (recording && !recording.on)) return { recording: 'off', resumesAt: null };
  const until = recording?.paused?.until;
  return until === undefined
    ? { recording: 'on', resumesAt: null }
    : { recording: 'paused', resumesAt: new Date(until).toISOString() };
}

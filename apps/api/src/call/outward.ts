import type { Offer } from '@sibai/call';
import { newPosition } from '@sibai/ivr';
import type { CallId, GroupId, Instant, TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';

import { CallEngine } from './engine.js';
import { Exchange } from './exchange.js';
import { calleeChannel, type LiveCall } from './live-call.js';
import type { LineEntry } from './trunk/line-book.js';

/** A call to be placed. */
export interface Outgoing {
  readonly id: CallId;
  readonly tenant: TenantId;
  readonly line: LineEntry;
  readonly to: string;
  readonly groups: readonly GroupId[];
  /** The place among the callers. */
  readonly since: Instant;
  /** Who is to talk; null: whoever of the groups is free. */
  readonly offer: Offer | null;
  /** `click`: an agent has asked for this very call, whose phone answers by itself then. */
  readonly why: 'click' | 'callback';
  readonly cli?: string;
  readonly callbackId?: string;
  /** When the one called asked for it. */
  readonly askedAt?: Instant;
}

export const newCallId = (): CallId => uuid() as CallId;

/** How who waits is told of it, should the agent be lost: as the flow's queues do by default. */
const ANNOUNCE = { everySeconds: 30, position: true, estimatedWait: true };

/** Begins the calls we place. */
@Injectable()
export class Outward {
  constructor(
    private readonly engine: CallEngine,
    private readonly exchange: Exchange,
  ) {}

  async begin({ id, tenant, line, to, groups, since, offer, why, ...more }: Outgoing): Promise<void> {
    const now = Date.now();
    const { cli, callbackId, askedAt } = more;
    const live: LiveCall = {
      facts: {
        id,
        tenantId: tenant,
        lineId: line.lineId,
        lineName: line.name,
        flowVersionId: line.flowVersionId,
        channel: calleeChannel(id),
        endpoint: line.trunk,
        caller: to,
        dialled: line.number,
        startedAt: now,
        direction: 'out',
        recording: line.recording,
        ...(cli !== undefined && { cli }),
        ...(callbackId !== undefined && { callbackId }),
        ...(askedAt !== undefined && { askedAt }),
      },
      flow: line.flow,
      state: {
        at: 'out',
        position: newPosition(line.flow, { caller: to, called: line.number }),
        groups,
        announce: ANNOUNCE,
        since,
        priority: 0,
        toldUnstaffed: true,
        to,
        why,
        offer,
        queued: offer === null,
        leg: null,
        ...(why === 'callback' && { again: 'callback' as const }),
      },
      since: now,
      events: [],
      timers: new Map(),
      playback: null,
      music: false,
    };
    const { lineId, flowVersionId, number: dialled } = line;
    this.exchange.knowCaller(live);
    await this.engine.take(live, { type: 'begin' }, [
      { at: now, type: 'trunk.placed', data: { to, dialled, lineId, flowVersionId, why } },
    ]);
  }
}

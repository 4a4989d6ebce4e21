import type { CliPreview, OutboundMeans, PlaceCall, RecentCall } from '@sibai/contracts';
import { offersOf } from '@sibai/call';
import { type AgentId, type AssignmentId, type CallId, DomainError, type GroupId, type LineId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';

import type { Me } from '../../platform/auth.js';
import { Db } from '../../platform/db.js';
import { CallEngine } from '../engine.js';
import { Floor } from '../floor.js';
import { LineDesk } from '../line-desk.js';
import { newCallId, Outward } from '../outward.js';
import { Switchboard } from '../switchboard.js';

type RecentRow = Omit<RecentCall, 'at'> & { at: Date };

/** Calls an agent places by a click. */
@Injectable()
export class OutboundCallService {
  constructor(
    private readonly db: Db,
    private readonly floor: Floor,
    private readonly engine: CallEngine,
    private readonly outward: Outward,
    private readonly lines: LineDesk,
    private readonly switchboard: Switchboard,
  ) {}

  /** With what an agent may call: the lines that are live, and the groups the call may belong to. */
  means(agent: AgentId): Promise<OutboundMeans> {
    return this.db.run(async (em) => ({
      lines: await em.query<OutboundMeans['lines']>(
        `SELECT id, name, number FROM line WHERE state = 'live' ORDER BY created_at, id`,
      ),
      groups: await em.query<OutboundMeans['groups']>(
        `SELECT g.id, g.name FROM agent_skill s JOIN skill_group g ON g.id = s.group_id WHERE s.agent_id = $1
          ORDER BY s.proficiency DESC, g.name`,
        [agent],
      ),
    }));
  }

  /** What would be shown, and whether the number may be called; nothing is dialled. */
  async preview(me: Me, agent: AgentId, wish: PlaceCall): Promise<CliPreview> {
    const { line, group } = await this.#with(agent, wish);
    const { to, cli, refused } = await this.lines.preview(me.tenantId, line, wish.to, group, me.userId);
    const again = refused?.again ?? null;
    return {
      number: to,
      cli,
      refused: refused?.reason ?? null,
      again: again === null ? null : new Date(again).toISOString(),
    };
  }

  async place(me: Me, agent: AgentId, wish: PlaceCall): Promise<CallId> {
    const { tenantId } = me;
    const id = newCallId();
    if (!this.switchboard.connected) throw new DomainError('telephony.unavailable');
    if (!this.floor.mayBeCalled(tenantId, agent, id)) throw new DomainError('agent.on_call');
    const { line, group } = await this.#with(agent, wish);
    const { to, cli } = await this.lines.permit(tenantId, line, wish.to, group, me.userId, id);
    await this.outward.begin({
      ...{ id, tenant: tenantId, line, to, cli, groups: [group], since: Date.now(), why: 'click' },
      offer: { assignmentId: uuid() as AssignmentId, agentId: agent, groupId: group },
    });
    return id;
  }

  /** Gives up a call that has not been answered. */
  async giveUp(agent: AgentId, call: CallId): Promise<void> {
    const state = this.engine.find(call)?.state;
    if (!state || !offersOf(state).some(({ agentId }) => agentId === agent))
      throw new DomainError('call.missing', { id: call });
    if (state.at !== 'out') throw new DomainError('outbound.not_dialling', { id: call });
    await this.engine.dispatch(call, { type: 'hangup', cause: 'agent' });
  }

  /** The calls the agent took part in, either way, newest first. */
  async recent(agent: AgentId): Promise<RecentCall[]> {
    const rows = await this.db.run((em) =>
      em.query<RecentRow[]>(
        `SELECT c.call_id AS "callId", c.direction, c.caller AS number, l.name AS "lineName", c.started_at AS at,
                a.answered AND c.answered_at IS NOT NULL AS answered, c.talk_ms AS "talkMs", c.cause
           FROM (SELECT call_id, bool_or(answered_at IS NOT NULL) AS answered, max(offered_at) AS at FROM assignment
                  WHERE agent_id = $1 GROUP BY call_id ORDER BY max(offered_at) DESC LIMIT 50) a
           JOIN cdr c ON c.call_id = a.call_id
           LEFT JOIN line l ON l.id = c.line_id
          ORDER BY a.at DESC`,
        [agent],
      ),
    );
    return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
  }

  async #with(agent: AgentId, { lineId, groupId }: PlaceCall) {
    const { lines, groups } = await this.means(agent);
    const group: GroupId | undefined = (groups.find(({ id }) => id === groupId) ?? (groupId ? undefined : groups[0]))
      ?.id;
    if (group === undefined)
      throw groupId ? new DomainError('group.missing', { id: groupId }) : new DomainError('agent.no_group');
    const known: LineId | undefined = (lines.find(({ id }) => id === lineId) ?? (lineId ? undefined : lines[0]))?.id;
    const line = known && (await this.lines.open(known));
    if (!line) throw lineId ? new DomainError('line.missing', { id: lineId }) : new DomainError('outbound.no_line');
    return { line, group };
  }
}

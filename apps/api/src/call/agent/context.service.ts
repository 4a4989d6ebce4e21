import type { CallContext, Contact, IdentifyCaller, SaidSentences } from '@sibai/contracts';
import { type AgentId, type CallId, DomainError, type GroupId, type LineId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { Me } from '../../platform/auth.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { contactByNumber, contactOf, ContactService, plainNumber } from './contact.service.js';
import { currentScript, dispositionsOf } from './script.service.js';
import { openTicketsOf } from './ticket.service.js';
import { timelineOf } from './timeline.js';

interface OwnCall {
  readonly caller: string;
  readonly lineId: LineId | null;
  readonly groupId: GroupId;
  readonly required: boolean;
}

/** What an agent should know of a call, and what the agent tells about who calls. Only of calls offered to that agent. */
@Injectable()
export class ContextService {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly contacts: ContactService,
  ) {}

  of(agent: AgentId, callId: CallId): Promise<CallContext> {
    return this.db.run(async (em) => {
      const call = await ownCall(em, agent, callId);
      const contact = await contactByNumber(em, call.caller);
      const numbers = contact
        ? [...new Set([plainNumber(call.caller), ...contact.numbers])]
        : [plainNumber(call.caller)];
      const script = call.lineId && (await currentScript(em, call.lineId));
      const [use] = await em.query<{ said: number[] }[]>(
        `SELECT said FROM script_use WHERE call_id = $1 AND agent_id = $2 AND script_id = $3`,
        [callId, agent, script?.id ?? null],
      );
      return {
        callId,
        number: call.caller,
        contact,
        timeline: await timelineOf(em, { numbers, contact: contact?.id ?? null, before: undefined }),
        tickets: await openTicketsOf(em, contact?.id ?? null, call.caller),
        script,
        said: use?.said ?? [],
        dispositions: await dispositionsOf(em),
        dispositionRequired: call.required,
      };
    });
  }

  identify(me: Me, agent: AgentId, callId: CallId, who: IdentifyCaller): Promise<Contact> {
    return this.db.run(async (em, tenantId) => {
      const { caller } = await ownCall(em, agent, callId);
      if ('contactId' in who) {
        await this.contacts.addNumber(em, tenantId, me, who.contactId, caller);
        return contactOf(em, who.contactId);
      }
      const number = plainNumber(caller);
      return this.contacts.insert(em, tenantId, me, {
        ...{ name: who.name, company: null, remark: null, tags: [] },
        numbers: /^\d{3,20}$/.test(number) ? [number] : [],
      });
    });
  }

  say(agent: AgentId, callId: CallId, { scriptId, said }: SaidSentences): Promise<void> {
    return this.db.run(async (em, tenantId) => {
      await ownCall(em, agent, callId);
      const [known] = await em.query<unknown[]>(`SELECT id FROM script WHERE id = $1`, [scriptId]);
      if (!known) throw new DomainError('script.missing', { id: scriptId });
      await em.query(
        `INSERT INTO script_use (call_id, agent_id, tenant_id, script_id, said, at) VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (call_id, agent_id) DO UPDATE SET script_id = $4, said = $5, at = $6`,
        [callId, agent, tenantId, scriptId, [...new Set(said)].sort((a, b) => a - b), this.clock.now()],
      );
    });
  }
}

/** One we place has no record before the number is dialled: until then the live call tells who it is. */
async function ownCall(em: EntityManager, agent: AgentId, callId: CallId): Promise<OwnCall> {
  const [row] = await em.query<OwnCall[]>(
    `SELECT coalesce(c.caller, l.state->'facts'->>'caller') AS caller, coalesce(c.line_id, l.line_id) AS "lineId",
            a.group_id AS "groupId", g.disposition_required AS required
       FROM assignment a JOIN skill_group g ON g.id = a.group_id
            LEFT JOIN cdr c ON c.call_id = a.call_id LEFT JOIN live_call l ON l.call_id = a.call_id
      WHERE a.call_id = $1 AND a.agent_id = $2 AND a.state <> 'withdrawn' AND (c.call_id IS NOT NULL OR l.call_id IS NOT NULL)
      ORDER BY a.offered_at DESC LIMIT 1`,
    [callId, agent],
  );
  if (!row) throw new DomainError('call.missing', { id: callId });
  return row;
}

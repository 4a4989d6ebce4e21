import type { DeskSeat } from '@sibai/contracts';
import type { AgentId, TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

import { Db } from '../../platform/db.js';

interface Seat {
  /** Names the device, as it names itself; the same after a reload of its page. */
  readonly id: string;
  readonly device: string;
  readonly since: string;
}

/**
 * Which of an agent's devices is the desk. One has the calls; the others look on, and ask before they take them over.
 * Postgres knows, so that a restart gives nobody the seat of another.
 */
@Injectable()
export class Seats {
  /** What is done about one agent's seat is done in the order it was asked for. */
  readonly #last = new Map<AgentId, Promise<unknown>>();

  constructor(private readonly db: Db) {}

  /** A device sits down: where nothing has the seat, or it had it already. Tells whether it has it now. */
  async claim(tenant: TenantId, agent: AgentId, id: string, device: string): Promise<boolean> {
    return (
      (await this.#write(tenant, agent, { id, device }, 'coalesce(agent_presence.seat, EXCLUDED.seat)'))?.id === id
    );
  }

  /** The agent wants to work at this device, and no longer at the other. */
  async take(tenant: TenantId, agent: AgentId, id: string, device: string): Promise<void> {
    const same = `agent_presence.seat->>'id' = EXCLUDED.seat->>'id'`;
    await this.#write(
      tenant,
      agent,
      { id, device },
      `CASE WHEN ${same} THEN agent_presence.seat ELSE EXCLUDED.seat END`,
    );
  }

  /** Nothing of the agent's is connected any more, unless something has come by the time this is looked at. */
  leave(tenant: TenantId, agent: AgentId, isGone: () => boolean): Promise<void> {
    return this.#inOrder(agent, async () => {
      if (isGone())
        await this.db.statement(tenant, 'UPDATE agent_presence SET seat = NULL WHERE agent_id = $1', [agent]);
    });
  }

  /** After a restart: those who have not come back. */
  async leaveAll(tenant: TenantId, isGone: (agent: AgentId) => boolean): Promise<void> {
    const rows = await this.db.statement<{ agent: AgentId }>(
      tenant,
      'SELECT agent_id AS agent FROM agent_presence WHERE seat IS NOT NULL',
    );
    for (const { agent } of rows) await this.leave(tenant, agent, () => isGone(agent));
  }

  /** Whether a device may act as the desk: it has the seat, or nothing has. */
  async has(tenant: TenantId, agent: AgentId, id: string | undefined): Promise<boolean> {
    const seat = await this.#read(tenant, agent);
    return seat === null || seat.id === id;
  }

  /** How the seat looks to a device. */
  async seenBy(tenant: TenantId, agent: AgentId, id: string): Promise<DeskSeat> {
    const seat = await this.#read(tenant, agent);
    return { mine: seat?.id === id, device: seat?.device ?? null, since: seat?.since ?? null };
  }

  async #read(tenant: TenantId, agent: AgentId): Promise<Seat | null> {
    const [row] = await this.db.statement<{ seat: Seat | null }>(
      tenant,
      'SELECT seat FROM agent_presence WHERE agent_id = $1',
      [agent],
    );
    return row?.seat ?? null;
  }

  #write(tenant: TenantId, agent: AgentId, seat: Omit<Seat, 'since'>, rule: string): Promise<Seat | undefined> {
    return this.#inOrder(agent, async () => {
      const [row] = await this.db.statement<{ seat: Seat }>(
        tenant,
        `INSERT INTO agent_presence (agent_id, tenant_id, presence, since, seat) VALUES ($1, $2, 'offline', now(), $3)
           ON CONFLICT (agent_id) DO UPDATE SET seat = ${rule} RETURNING seat`,
        [agent, tenant, JSON.stringify({ ...seat, since: new Date().toISOString() })],
      );
      return row?.seat;
    });
  }

  #inOrder<T>(agent: AgentId, work: () => Promise<T>): Promise<T> {
    const done = (this.#last.get(agent) ?? Promise.resolve()).then(work, work);
    this.#last.set(agent, done);
    const forget = () => this.#last.get(agent) === done && this.#last.delete(agent);
    done.then(forget, forget);
    return done;
  }
}

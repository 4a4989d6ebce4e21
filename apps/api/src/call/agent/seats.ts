import type { DeskSeat } from '@sibai/contracts';
import type { AgentId, Instant } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

interface Seat {
  /** Names the device, as it names itself; the same after a reload of its page. */
  readonly id: string;
  readonly device: string;
  readonly since: Instant;
}

/** Which of an agent's devices is the desk. One has the calls; the others look on, and ask before they take them over. */
@Injectable()
export class Seats {
  readonly #seats = new Map<AgentId, Seat>();

  /** A device sits down: where nothing has the seat, or it had it already. Tells whether it has it now. */
  claim(agent: AgentId, id: string, device: string, now: Instant): boolean {
    const seat = this.#seats.get(agent);
    if (seat) return seat.id === id;
    this.#seats.set(agent, { id, device, since: now });
    return true;
  }

  /** The agent wants to work at this device, and no longer at the other. */
  take(agent: AgentId, id: string, device: string, now: Instant): void {
    if (this.#seats.get(agent)?.id !== id) this.#seats.set(agent, { id, device, since: now });
  }

  /** Nothing of the agent's is connected any more. */
  leave(agent: AgentId): void {
    this.#seats.delete(agent);
  }

  has(agent: AgentId, id: string): boolean {
    const seat = this.#seats.get(agent);
    return seat === undefined || seat.id === id;
  }

  /** How the seat looks to a device. */
  seenBy(agent: AgentId, id: string): DeskSeat {
    const seat = this.#seats.get(agent);
    return {
      mine: seat?.id === id,
      device: seat?.device ?? null,
      since: seat ? new Date(seat.since).toISOString() : null,
    };
  }
}

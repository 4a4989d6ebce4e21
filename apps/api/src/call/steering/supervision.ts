import type { Supervision, SupervisionMode } from '@sibai/contracts';
import type { AgentId, CallId, GroupId, Instant, LegId, TenantId, UserId } from '@sibai/kernel';

/** A supervisor with a call: one at a time each. */
export interface Held {
  readonly userId: UserId;
  readonly name: string;
  readonly tenantId: TenantId;
  readonly callId: CallId;
  readonly agentId: AgentId;
  readonly agentName: string;
  readonly groupId: GroupId;
  readonly groupName: string;
  readonly caller: string;
  readonly since: Instant;
  /** The supervisor's own. */
  readonly leg: LegId;
  /** What was asked for. */
  mode: SupervisionMode;
  /** Whether the leg is up. */
  connected: boolean;
  /** Where the leg is now; null before it is anywhere. */
  at: 'aside' | 'call' | null;
  /** The snoop on the agent's leg, and which leg that is. */
  snoop: { readonly channel: string; readonly of: LegId } | null;
}

/** What is stored of it, to take it up again after a restart: where the leg is then, Asterisk tells. */
export type KeptSupervision = Omit<Held, 'connected' | 'at' | 'snoop'>;

export const asideBridge = (leg: LegId): string => `sup.${leg}`;
/** The leg's next snoop is made before this one is gone: each has a name of its own. */
export const snoopChannel = (leg: LegId, name: string): string => `snoop.${leg}.${name}`;

/** What must be done with the supervisor's leg, in this order, to get from where it is to a mode. */
export type Move =
  | { readonly do: 'mute'; readonly on: boolean }
  /** On the agent's leg: it hears both, and what is said into it is heard by the agent alone. */
  | { readonly do: 'snoop' }
  /** Into a bridge of its own with the snoop. */
  | { readonly do: 'aside' }
  /** Among those who talk with the caller. */
  | { readonly do: 'join' }
  | { readonly do: 'part' }
  /** In the agent's place. */
  | { readonly do: 'take_over' };

/**
 * The way from where a leg is to a mode. Listening and whispering differ by a mute alone, so that the change is heard at once. A leg
 * that is to be silent is muted before it is moved: in between it would be heard; one that may speak is unmuted where it is to be
 * heard, and nowhere before.
 */
export function wayTo(mode: SupervisionMode, { at, snoop }: Pick<Held, 'at' | 'snoop'>): Move[] {
  const leave: Move[] = at === 'call' ? [{ do: 'part' }] : [];
  const aside: Move[] = [
    ...(snoop ? [] : [{ do: 'snoop' } as const]),
    ...(at === 'aside' && snoop ? [] : [{ do: 'aside' } as const]),
  ];
  switch (mode) {
    case 'listen':
    case 'whisper': {
      const whispers: Move[] = mode === 'whisper' ? [{ do: 'mute', on: false }] : [];
      return [{ do: 'mute', on: true }, ...leave, ...aside, ...whispers];
    }
    case 'barge':
      return at === 'call'
        ? [{ do: 'mute', on: false }]
        : [{ do: 'mute', on: true }, { do: 'join' }, { do: 'mute', on: false }];
    case 'take_over':
      // To be recorded it goes through the dialplan once, which takes it out of any bridge: the call has to let it in anew.
      return [...leave, { do: 'mute', on: false }, { do: 'take_over' }];
  }
}

export const shownTo = ({ userId: _, ...held }: Held): Supervision => ({
  callId: held.callId,
  agentId: held.agentId,
  agentName: held.agentName,
  groupName: held.groupName,
  caller: held.caller,
  mode: held.mode,
  connected: held.connected,
  since: new Date(held.since).toISOString(),
});

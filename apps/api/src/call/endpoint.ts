import type { Cli } from '@sibai/compliance';
import type { AgentId, TenantId, TrunkId, UserId } from '@sibai/kernel';

const OWNED = /^(web|check)-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-[0-9a-f]+$/;

/**
 * Names of PJSIP endpoints. They say whose they are, so that a call is placed even when nothing but Asterisk remembers
 * the endpoint. A peer that registers must be called what it registers as; `SaveTrunk` keeps such names off the others.
 */
export const trunkEndpoint = (trunk: { id: TrunkId; match: string; username: string | null }): string =>
  trunk.match === 'registration' && trunk.username ? trunk.username : `trunk-${trunk.id}`;
/** Shows one number and no other; what comes in never comes in here. */
export const showingEndpoint = (trunk: TrunkId, cli: Cli): string => `out-${trunk}-${cli}`;
export const webEndpoint = (tenant: TenantId, nonce: string): string => `web-${tenant}-${nonce}`;
export const checkEndpoint = (tenant: TenantId, nonce: string): string => `check-${tenant}-${nonce}`;
/** A supervisor's browser, to listen and to speak with: rung by the engine, it answers by itself. */
export const supervisorEndpoint = (user: UserId, nonce: string): string => `sup-${user}-${nonce}`;
export const agentEndpoint = (agent: AgentId, nonce: string): string => `agent-${agent}-${nonce}`;

/** Of an endpoint that dials the lines of its own tenant: a browser that tries one, or the line check. */
export function ownerOf(endpoint: string): { readonly kind: 'web' | 'check'; readonly tenant: TenantId } | undefined {
  const [, kind, tenant] = OWNED.exec(endpoint) ?? [];
  return tenant === undefined ? undefined : { kind: kind as 'web' | 'check', tenant: tenant as TenantId };
}

import type { AgentId, TenantId, TrunkId } from '@sibai/kernel';

const WEB = /^web-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-[0-9a-f]+$/;

/**
 * Names of PJSIP endpoints. They say whose they are, so that a call is placed even when nothing but Asterisk remembers
 * the endpoint. A peer that registers must be called what it registers as; `SaveTrunk` keeps such names off the others.
 */
export const trunkEndpoint = (trunk: { id: TrunkId; match: string; username: string | null }): string =>
  trunk.match === 'registration' && trunk.username ? trunk.username : `trunk-${trunk.id}`;
export const webEndpoint = (tenant: TenantId, nonce: string): string => `web-${tenant}-${nonce}`;
export const agentEndpoint = (agent: AgentId, nonce: string): string => `agent-${agent}-${nonce}`;

export const tenantOfWebEndpoint = (endpoint: string): TenantId | undefined =>
  WEB.exec(endpoint)?.[1] as TenantId | undefined;

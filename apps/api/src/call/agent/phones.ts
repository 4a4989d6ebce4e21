import { createHmac, randomBytes } from 'node:crypto';

import type { PhoneAccount } from '@sibai/contracts';
import { type AgentId, DomainError, type TenantId, type UserId } from '@sibai/kernel';
import { Inject, Injectable, Logger } from '@nestjs/common';

import { Db } from '../../platform/db.js';
import { ENV, type Env } from '../../platform/env.js';
import { agentEndpoint, supervisorEndpoint, webEndpoint } from '../endpoint.js';
import { Switchboard } from '../switchboard.js';
import { Seats } from './seats.js';

/** No audio from a browser for this long: its window or its network is gone. */
const RTP_TIMEOUT_S = 10;
/** A browser on hold sends nothing. */
const RTP_TIMEOUT_HELD_S = 600;
/** A working day. */
const TURN_ACCOUNT_S = 12 * 60 * 60;
const TEST_ACCOUNT_MS = 60 * 60 * 1000;

/**
 * SIP accounts of browsers. Each is random, lives in Asterisk's memory only, and ends with the sign-in it was made for
 * or with the next account of the same agent. No password is kept: a browser that needs one again gets another.
 */
@Injectable()
export class Phones {
  readonly #log = new Logger(Phones.name);
  /** As in `agent_presence`: a phone is not kept waiting for the database. */
  readonly #endpoints = new Map<AgentId, string | null>();

  constructor(
    private readonly db: Db,
    private readonly switchboard: Switchboard,
    private readonly seats: Seats,
    @Inject(ENV) private readonly env: Env,
  ) {}

  async forAgent(tenant: TenantId, agent: AgentId, seat: string | undefined): Promise<PhoneAccount> {
    // Another device's phone would fall silent in mid-call.
    if (!(await this.seats.has(tenant, agent, seat))) throw new DomainError('agent.seat_elsewhere');
    const endpoint = agentEndpoint(agent, nonce());
    // Agents answer; they do not dial. No extension is reachable from `none`.
    const account = await this.#create(endpoint, 'none');
    const before = await this.#store(tenant, agent, endpoint);
    if (before !== null) await this.#remove(before);
    return account;
  }

  /** An account to try the lines of a tenant with, as a caller. It ends by itself after an hour. */
  async forTester(tenant: TenantId): Promise<PhoneAccount> {
    const endpoint = webEndpoint(tenant, nonce());
    const account = await this.#create(endpoint, 'from-web');
    setTimeout(() => void this.#remove(endpoint), TEST_ACCOUNT_MS).unref();
    return account;
  }

  /** An account for a supervisor's browser to be rung at, until the next one of the same supervisor. */
  async forSupervisor(tenant: TenantId, user: UserId): Promise<PhoneAccount> {
    const endpoint = supervisorEndpoint(user, nonce());
    const account = await this.#create(endpoint, 'none');
    const [row] = await this.db.statement<{ before: string | null }>(
      tenant,
      `WITH before AS (SELECT endpoint FROM supervision WHERE user_id = $1)
         INSERT INTO supervision (user_id, tenant_id, endpoint) VALUES ($1, $2, $3)
           ON CONFLICT (user_id) DO UPDATE SET endpoint = EXCLUDED.endpoint
           RETURNING (SELECT endpoint FROM before) AS before`,
      [user, tenant, endpoint],
    );
    if (row?.before) await this.#remove(row.before);
    return account;
  }

  async supervisorEndpointOf(tenant: TenantId, user: UserId): Promise<string | undefined> {
    const [row] = await this.db.statement<{ endpoint: string }>(
      tenant,
      'SELECT endpoint FROM supervision WHERE user_id = $1',
      [user],
    );
    return row?.endpoint;
  }

  /** The endpoint an agent can be rung at; undefined when the agent has no phone. */
  async endpointOf(tenant: TenantId, agent: AgentId): Promise<string | undefined> {
    const known = this.#endpoints.get(agent);
    if (known !== undefined) return known ?? undefined;
    const [row] = await this.db.statement<{ endpoint: string | null }>(
      tenant,
      'SELECT endpoint FROM agent_presence WHERE agent_id = $1',
      [agent],
    );
    this.#endpoints.set(agent, row?.endpoint ?? null);
    return row?.endpoint ?? undefined;
  }

  async revoke(tenant: TenantId, agent: AgentId): Promise<void> {
    const before = await this.#store(tenant, agent, null);
    if (before !== null) await this.#remove(before);
  }

  /** Answers the agent's former endpoint. */
  async #store(tenant: TenantId, agent: AgentId, endpoint: string | null): Promise<string | null> {
    const [row] = await this.db.statement<{ before: string | null }>(
      tenant,
      // Not locked FOR UPDATE: that would find the row already changed by this very statement, and answer nothing.
      `WITH before AS (SELECT endpoint FROM agent_presence WHERE agent_id = $1)
         INSERT INTO agent_presence (agent_id, tenant_id, presence, since, endpoint) VALUES ($1, $2, 'offline', now(), $3)
           ON CONFLICT (agent_id) DO UPDATE SET endpoint = EXCLUDED.endpoint
           RETURNING (SELECT endpoint FROM before) AS before`,
      [agent, tenant, endpoint],
    );
    this.#endpoints.set(agent, endpoint);
    return row?.before ?? null;
  }

  async #create(endpoint: string, context: string): Promise<PhoneAccount> {
    const { ari } = this.switchboard;
    const password = randomBytes(24).toString('base64url');
    await ari.configure('res_pjsip', 'auth', endpoint, {
      auth_type: 'userpass',
      username: endpoint,
      password,
      realm: 'sibai',
    });
    await ari.configure('res_pjsip', 'aor', endpoint, {
      max_contacts: '1',
      remove_existing: 'yes',
      maximum_expiration: '600',
      // A browser's address says nothing of whether it is there: ask.
      qualify_frequency: '30',
    });
    await ari.configure('res_pjsip', 'endpoint', endpoint, {
      context,
      webrtc: 'yes',
      disallow: 'all',
      allow: 'alaw,opus',
      dtmf_mode: 'rfc4733',
      auth: endpoint,
      aors: endpoint,
      identify_by: 'auth_username,username',
      rtp_timeout: String(RTP_TIMEOUT_S),
      rtp_timeout_hold: String(RTP_TIMEOUT_HELD_S),
      rtp_keepalive: '5',
    });
    return {
      wsUrl: this.env.SIP_WS_URL ?? null,
      wsPort: this.switchboard.port,
      domain: this.env.SIP_DOMAIN,
      username: endpoint,
      password,
      iceServers: this.#iceServers(endpoint),
    };
  }

  /** A TURN account that ends by itself, as coturn's `use-auth-secret` wants it. */
  #iceServers(endpoint: string): PhoneAccount['iceServers'] {
    const { TURN_URL, TURN_SECRET } = this.env;
    if (!TURN_URL || !TURN_SECRET) return [];
    const username = `${Math.floor(Date.now() / 1000) + TURN_ACCOUNT_S}:${endpoint}`;
    return [
      { urls: TURN_URL, username, credential: createHmac('sha1', TURN_SECRET).update(username).digest('base64') },
    ];
  }

  async #remove(endpoint: string): Promise<void> {
    try {
      for (const type of ['endpoint', 'aor', 'auth'])
        await this.switchboard.ari.unconfigure('res_pjsip', type, endpoint);
    } catch (error) {
      // Asterisk is away, and will come back without the account: it was in its memory only.
      this.#log.warn(`${endpoint} was not removed from Asterisk: ${String(error)}`);
    }
  }
}

const nonce = (): string => randomBytes(6).toString('hex');

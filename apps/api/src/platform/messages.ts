import type { Address } from '@sibai/contracts';
import { DomainError, type TenantId } from '@sibai/kernel';
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Clock } from './clock.js';
import { Db } from './db.js';
import { ENV, type Env } from './env.js';
import { Jobs } from './jobs.js';
import type { MessageEntity } from './message.entity.js';
import { type Channel, MessagePorts, type Outgoing, Undeliverable } from './message-ports.js';
import { type ParamsOf, type Template, type TemplateName, TEMPLATES } from './message-texts.js';

const DELIVER = 'message.deliver';

export interface NewMessage<T extends TemplateName> {
  readonly to: Address;
  readonly template: T;
  readonly params: ParamsOf<T>;
  /** Whose message it is; absent where no tenant is known yet. */
  readonly tenantId?: TenantId | undefined;
  /** What it says opens a door until then: it is wiped once it is delivered, or then. */
  readonly secretUntil?: Date;
}

interface Delivery {
  readonly id: string;
  readonly tenantId: TenantId | null;
}

export const channelOf = (to: Address): Channel => ('mobile' in to ? 'sms' : 'mail');

/** An address as it is stored and compared. */
export const addressText = (to: Address): string => ('mobile' in to ? to.mobile : to.email.trim().toLowerCase());

/**
 * Mail and short messages to people. Each is a row first and leaves by a job, so that it is sent if and only if what it
 * tells of is committed. Without a configured way out it stays, for developers, on the outbox.
 */
@Injectable()
export class Messages implements OnModuleInit {
  readonly #log = new Logger('Messages');

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly ports: MessagePorts,
    @Inject(ENV) private readonly env: Env,
  ) {}

  onModuleInit(): void {
    this.jobs.work<Delivery>(DELIVER, (delivery) => this.#deliver(delivery));
    this.jobs.every('message.purge', '* * * * *', () => this.purge());
  }

  /** Whether a message of that kind can reach anybody: by its port, or on the outbox. */
  reaches(channel: Channel): boolean {
    return this.ports.has(channel) || this.env.OUTBOX;
  }

  /** Insists on a way to that address: for codes and links, which are no use when they stay here. */
  insist(to: Address): void {
    const channel = channelOf(to);
    if (!this.reaches(channel)) throw new DomainError('message.unavailable', { channel });
  }

  /** Within the caller's transaction when one is given: of the message's tenant, or of none. */
  async send<T extends TemplateName>(em: EntityManager | null, message: NewMessage<T>): Promise<void> {
    const { to, template, params, tenantId = null, secretUntil = null } = message;
    const insert = async (inside: EntityManager): Promise<void> => {
      const id = uuid();
      const channel = channelOf(to);
      const leaves = this.ports.has(channel);
      await inside.query(
        `INSERT INTO message (id, tenant_id, channel, address, template, params, state, created_at, secret_until)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          ...[id, tenantId, channel, addressText(to), template, JSON.stringify(params)],
          ...[leaves ? 'queued' : this.env.OUTBOX ? 'outbox' : 'failed', this.clock.now(), secretUntil],
        ],
      );
      if (leaves) await this.jobs.send(DELIVER, { id, tenantId } satisfies Delivery, { em: inside });
    };
    if (em) await insert(em);
    else await (tenantId ? this.db.as(tenantId, insert) : this.db.free(insert));
  }

  /** Wipes secrets that have lapsed and gives up what could not be delivered in a day. */
  async purge(): Promise<void> {
    await this.db.query(`SELECT purge_messages($1)`, [this.clock.now()]);
  }

  /** Done at least once: a message that is settled stays so, and the far end knows a repeated one by its id. */
  async #deliver({ id, tenantId }: Delivery): Promise<void> {
    const inTenant = <R>(work: (em: EntityManager) => Promise<R>): Promise<R> =>
      tenantId ? this.db.as(tenantId, work) : this.db.free(work);
    const now = this.clock.now();
    const [message] = await inTenant((em) =>
      em.query<Pick<MessageEntity, 'channel' | 'address' | 'template' | 'params'>[]>(
        `SELECT channel, address, template, params FROM message
          WHERE id = $1 AND state = 'queued' AND params IS NOT NULL AND (secret_until IS NULL OR secret_until > $2)`,
        [id, now],
      ),
    );
    if (!message?.params) return;

    const settle = (state: MessageEntity['state'], error: string | null) =>
      inTenant((em) =>
        em.query(
          `UPDATE message SET state = $2, error = $3, tries = tries + 1,
                  settled_at = CASE WHEN $2 = 'queued' THEN NULL ELSE $4::timestamptz END,
                  params = CASE WHEN $2 <> 'queued' AND secret_until IS NOT NULL THEN NULL ELSE params END
            WHERE id = $1`,
          [id, state, error, now],
        ),
      );
    try {
      await this.ports.deliver(message.channel, outgoing(id, message.address, message.template, message.params));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const never = error instanceof Undeliverable;
      await settle(never ? 'failed' : 'queued', why);
      if (!never) throw error;
      this.#log.warn(`${message.template} by ${message.channel} was refused for good: ${why}`);
      return;
    }
    await settle('sent', null);
  }
}

/** Puts a message into words. */
export function outgoing(
  id: string,
  address: string,
  template: string,
  params: Readonly<Record<string, unknown>>,
): Outgoing {
  const words = (TEMPLATES as Readonly<Record<string, Template<never>>>)[template];
  if (!words) throw new Undeliverable(`no template ${template}`);
  const { subject, text } = words as unknown as Template<typeof params>;
  return { id, address, template, params, subject: `【四百】${subject(params)}`, text: `【四百】${text(params)}` };
}

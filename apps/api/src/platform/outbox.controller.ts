import { OutboxMessage } from '@sibai/contracts';
import { DomainError } from '@sibai/kernel';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import * as z from 'zod';

import { Public } from './auth.js';
import { Db } from './db.js';
import { ENV, type Env } from './env.js';
import type { MessageEntity } from './message.entity.js';
import { MessagePorts } from './message-ports.js';
import { outgoing } from './messages.js';
import { Answers } from './openapi.js';

const SHOWN = 100;
const OutboxQuery = z.object({ address: z.string().trim().max(254).optional() });

type Row = Pick<MessageEntity, 'id' | 'channel' | 'address' | 'template'> & {
  params: Record<string, unknown>;
  created_at: Date;
};

/** What would have been sent, newest first: for developers, where no way out is configured. */
@Controller('outbox')
export class OutboxController {
  constructor(
    private readonly db: Db,
    private readonly ports: MessagePorts,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Public()
  @Get()
  @Answers([OutboxMessage])
  async list(@Query({ schema: OutboxQuery }) { address }: z.infer<typeof OutboxQuery>): Promise<OutboxMessage[]> {
    const open = this.env.OUTBOX && !(this.ports.has('mail') && this.ports.has('sms'));
    if (!open) throw new DomainError('route.missing');
    const rows = await this.db.query<Row>(`SELECT * FROM outbox($1, $2)`, [address?.toLowerCase() || null, SHOWN]);
    return rows.map((row) => {
      const { subject, text } = outgoing(row.id, row.address, row.template, row.params);
      const { code, link } = row.params;
      return {
        id: row.id,
        channel: row.channel,
        address: row.address,
        template: row.template,
        subject: row.channel === 'mail' ? subject : null,
        text,
        code: typeof code === 'string' ? code : null,
        link: typeof link === 'string' ? link : null,
        createdAt: row.created_at.toISOString(),
      };
    });
  }
}

import { type CallId, DomainError, type GroupId, type LineId, type TenantId, type UserId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

import { Db } from '../platform/db.js';
import { Exchange } from './exchange.js';
import { LineBook, type LineEntry } from './trunk/line-book.js';
import { type Permit, Permits } from './trunk/permits.js';

/** The lines as those see them who call out on them. */
@Injectable()
export class LineDesk {
  constructor(
    private readonly db: Db,
    private readonly lines: LineBook,
    private readonly permits: Permits,
    private readonly exchange: Exchange,
  ) {}

  /** The line of the tenant that is signed in. */
  async open(id: LineId): Promise<LineEntry | undefined> {
    return this.lines.line(await this.db.run((_, tenant) => Promise.resolve(tenant)), id);
  }

  preview(tenant: TenantId, line: LineEntry, to: string, group: GroupId, user: UserId) {
    return this.permits.preview(tenant, { to, line, group, user, kind: 'click', askedAt: null, call: null });
  }

  /** Refuses when the line carries as many calls as it may: one that goes out takes a place as one that comes in. */
  permit(tenant: TenantId, line: LineEntry, to: string, group: GroupId, user: UserId, call: CallId): Promise<Permit> {
    if (this.exchange.inUse(line.lineId) >= line.concurrency)
      throw new DomainError('outbound.line_full', { line: line.name, limit: line.concurrency });
    return this.permits.ask(tenant, { to, line, group, user, call, kind: 'click', askedAt: null });
  }
}

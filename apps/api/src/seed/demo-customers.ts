import type { ContactId, TenantId, TicketId, UserId } from '@sibai/kernel';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { ContactEntity, ContactNumberEntity } from '../call/agent/contact.entities.js';
import { TicketEntity, TicketEntryEntity } from '../call/agent/ticket.entities.js';

/** Made up. No exchange has a number that begins with 0, so nobody can be called by one of these. */
const CUSTOMERS: readonly (Pick<ContactEntity, 'name' | 'company' | 'remark' | 'tags'> & {
  readonly number: string;
})[] = [
  {
    ...{ name: '周岚', company: '锦里茶业', number: '02800010101', tags: ['老客户', '成都'] },
    remark: '采购负责人，工作日下午方便接电话。',
  },
  {
    name: '何志远',
    company: '云杉设备',
    number: '02500010102',
    tags: ['售后'],
    remark: '设备编号 YS-2207，已过保修期。',
  },
  { name: '罗晓晴', company: null, number: '02100010103', tags: ['新客户'], remark: null },
  {
    name: '马国栋',
    company: '天河物流',
    number: '02000010104',
    tags: ['月结'],
    remark: '发票抬头：天河物流（示例）有限公司。',
  },
];

/** `of`: the place of the customer. */
interface Sample extends Pick<TicketEntity, 'title' | 'body' | 'priority' | 'state'> {
  readonly of: number;
  readonly said: string;
  readonly inHours: number | null;
}

const TICKETS: readonly Sample[] = [
  {
    ...{ of: 1, title: '设备无法开机，约上门检修', priority: 'high', state: 'open', inHours: 20 },
    ...{ body: '客户说昨晚断电后无法开机，指示灯不亮。', said: '已电话指导排除电源，仍不亮，需上门。' },
  },
  {
    ...{ of: 3, title: '补开上月发票', priority: 'normal', state: 'pending', inHours: 44 },
    ...{ body: '缺 10 月发票一张，抬头同上次。', said: '已转财务，等客户确认税号。' },
  },
  {
    ...{ of: 0, title: '更换收货地址', priority: 'low', state: 'solved', inHours: null },
    ...{ body: '下一批货改送新仓库。', said: '地址已更新，客户已确认。' },
  },
];

const HOUR = 3_600_000;

/** What a hotline has after its first days: people who called before, and what is still to be done for them. */
export async function addCustomers(
  em: EntityManager,
  tenantId: TenantId,
  { admin, agent }: { readonly admin: UserId; readonly agent: { readonly id: UserId; readonly name: string } },
): Promise<void> {
  const now = Date.now();
  const ago = (hours: number): Date => new Date(now - hours * HOUR);
  const contacts: ContactId[] = [];
  for (const [at, { number, ...customer }] of CUSTOMERS.entries()) {
    const id = uuid() as ContactId;
    contacts.push(id);
    const when = { createdAt: ago(96 - at), updatedAt: ago(8 * at + 2), updatedBy: agent.id };
    await em.insert(ContactEntity, { id, tenantId, ...customer, version: 1, ...when });
    await em.insert(ContactNumberEntity, { tenantId, number, contactId: id });
  }
  for (const [at, { of, said, inHours, state, ...ticket }] of TICKETS.entries()) {
    const id = uuid() as TicketId;
    const [opened, changed] = [ago(30 - at), ago(6 - at)];
    await em.insert(TicketEntity, {
      ...{
        id,
        tenantId,
        no: at + 1,
        ...ticket,
        state,
        number: CUSTOMERS[of]?.number ?? null,
        contactId: contacts[of] ?? null,
      },
      ...{ callId: null, assigneeId: at === 0 ? agent.id : null, version: 2, createdBy: admin },
      dueAt: inHours === null ? null : new Date(now + inHours * HOUR),
      ...{ createdAt: opened, updatedAt: changed, closedAt: state === 'solved' ? changed : null },
    });
    await em.insert(TicketEntryEntity, {
      ...{ id: uuid(), tenantId, ticketId: id, at: changed, userId: agent.id, userName: agent.name, body: said },
      changes: state === 'open' ? {} : { state: ['open', state] },
    });
  }
}

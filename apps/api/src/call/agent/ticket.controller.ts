import {
  ChangeTicket,
  id,
  OpenTicket,
  type Ticket,
  TicketDetail,
  TicketPage,
  TicketPeople,
  TicketQuery,
} from '@sibai/contracts';
import type { TicketId, UserId } from '@sibai/kernel';
import { Body, Controller, Get, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import type { Response } from 'express';
import type * as z from 'zod';

import { Allow, Me } from '../../platform/auth.js';
import { everyPage, localTime, sendCsv } from '../../platform/csv.js';
import { Db } from '../../platform/db.js';
import { Answers } from '../../platform/openapi.js';
import { TicketService } from './ticket.service.js';

const STATE: Record<Ticket['state'], string> = {
  open: '待处理',
  pending: '跟进中',
  solved: '已解决',
  closed: '已关闭',
};
const PRIORITY: Record<Ticket['priority'], string> = { low: '低', normal: '普通', high: '高', urgent: '紧急' };

const COLUMNS: Record<string, (ticket: Ticket) => string | number | null> = {
  编号: ({ no }) => no,
  标题: ({ title }) => title,
  状态: ({ state }) => STATE[state],
  优先级: ({ priority }) => PRIORITY[priority],
  客户: ({ contact }) => contact?.name ?? null,
  号码: ({ number }) => number,
  处理人: ({ assignee }) => assignee?.name ?? null,
  截止时间: ({ dueAt }) => localTime(dueAt),
  创建人: ({ createdBy }) => createdBy,
  创建时间: ({ createdAt }) => localTime(createdAt),
};

@Controller()
export class TicketController {
  constructor(
    private readonly tickets: TicketService,
    private readonly db: Db,
  ) {}

  @Allow('ticket.view')
  @Get('tickets')
  @Answers(TicketPage)
  page(@Me() me: Me, @Query({ schema: TicketQuery }) query: TicketQuery): Promise<TicketPage> {
    return this.tickets.page(me, query);
  }

  @Allow('ticket.view')
  @Get('tickets.csv')
  @ApiProduces('text/csv')
  csv(@Me() me: Me, @Query({ schema: TicketQuery }) query: TicketQuery, @Res() response: Response): Promise<void> {
    return sendCsv(
      response,
      'tickets.csv',
      COLUMNS,
      everyPage(
        (before: TicketQuery['before']) => this.tickets.page(me, { ...query, before, limit: 200 }),
        ({ tickets }) => tickets,
      ),
    );
  }

  @Allow('ticket.view')
  @Get('ticket-people')
  @Answers(TicketPeople)
  people(): Promise<{ id: UserId; name: string }[]> {
    return this.db.run((em) => em.query(`SELECT id, name FROM app_user WHERE disabled_at IS NULL ORDER BY name, id`));
  }

  @Allow('ticket.view')
  @Get('tickets/:id')
  @Answers(TicketDetail)
  get(@Param('id', { schema: id<'Ticket'>() }) ticket: TicketId): Promise<TicketDetail> {
    return this.tickets.get(ticket);
  }

  @Allow('ticket.edit')
  @Post('tickets')
  @Answers(TicketDetail, 201)
  open(@Me() me: Me, @Body({ schema: OpenTicket }) wish: z.output<typeof OpenTicket>): Promise<TicketDetail> {
    return this.tickets.open(me, wish);
  }

  @Allow('ticket.edit')
  @Patch('tickets/:id')
  @Answers(TicketDetail)
  change(
    @Me() me: Me,
    @Param('id', { schema: id<'Ticket'>() }) ticket: TicketId,
    @Body({ schema: ChangeTicket }) wish: ChangeTicket,
  ): Promise<TicketDetail> {
    return this.tickets.change(me, ticket, wish);
  }
}

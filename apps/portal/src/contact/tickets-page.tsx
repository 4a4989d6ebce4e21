import { DownloadOutlined, PlusOutlined } from '@ant-design/icons';
import type { Ticket } from '@sibai/contracts';
import { formatTime, useNow } from '@sibai/ui';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Button, Checkbox, Flex, Input, Segmented, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';

import { Page } from '../frame/page';
import { PagedTable } from '../frame/query-table';
import { TicketForm } from './ticket-form';
import { STATE_CHOICES, type TicketFilter, ticketFilter, ticketParams, tickets } from './tickets';

const COLOUR = { low: 'default', normal: 'default', high: 'orange', urgent: 'red' } as const;

export function TicketsPage() {
  const { t } = useTranslation('contact');
  const { t: frame } = useTranslation('frame');
  const [params, setParams] = useSearchParams();
  const [opening, setOpening] = useState(false);
  const filter = ticketFilter(params);
  const narrow = (changed: Partial<TicketFilter>) =>
    setParams(ticketParams({ ...filter, ...changed }), { replace: true });
  return (
    <Page
      title={frame('page.tickets')}
      lead={t('ticket.lead')}
      extra={
        <>
          <Button icon={<DownloadOutlined />} href={`/api/tickets.csv?${ticketParams(filter)}`} download>
            {t('export')}
          </Button>
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpening(true)}>
            {t('ticket.create')}
          </Button>
        </>
      }
    >
      <Flex gap={12} wrap align="center" style={{ marginBlockEnd: 12 }}>
        <Input.Search
          allowClear
          defaultValue={filter.q}
          placeholder={t('ticket.search')}
          aria-label={t('ticket.search')}
          style={{ maxWidth: 280 }}
          onSearch={(q) => narrow({ q })}
        />
        <div style={{ maxWidth: '100%', overflowX: 'auto' }}>
          <Segmented<'all' | (typeof STATE_CHOICES)[number]>
            value={filter.state ?? 'all'}
            options={['all' as const, ...STATE_CHOICES].map((value) => ({
              value,
              label: value === 'all' || value === 'active' ? t(`ticket.${value}`) : t(`ticket.state.${value}`),
            }))}
            onChange={(state) => narrow({ state: state === 'all' ? null : state })}
          />
        </div>
        <Checkbox checked={filter.mine} onChange={({ target }) => narrow({ mine: target.checked })}>
          {t('ticket.mine')}
        </Checkbox>
      </Flex>
      <TicketTable key={ticketParams(filter).toString()} filter={filter} />
      <TicketForm open={opening} onClose={() => setOpening(false)} />
    </Page>
  );
}

function TicketTable({ filter }: { filter: TicketFilter }) {
  const { t } = useTranslation('contact');
  const now = useNow();
  const query = useInfiniteQuery({ ...tickets(filter), placeholderData: keepPreviousData });
  return (
    <PagedTable
      query={query}
      rows={({ tickets: page }) => page}
      to={({ id }) => `/tickets/${id}`}
      empty={ticketParams(filter).size > 0 ? t('ticket.emptySearch') : t('ticket.empty')}
      columns={[
        { title: t('ticket.no'), dataIndex: 'no', render: (no: number) => <span className="tabular">#{no}</span> },
        {
          title: t('ticket.title'),
          dataIndex: 'title',
          render: (title: string, { id }) => (
            <Link to={`/tickets/${id}`} onClick={(event) => event.stopPropagation()}>
              {title}
            </Link>
          ),
        },
        {
          title: t('ticket.stateLabel'),
          dataIndex: 'state',
          render: (state: Ticket['state']) => <Tag>{t(`ticket.state.${state}`)}</Tag>,
        },
        {
          title: t('ticket.priorityLabel'),
          dataIndex: 'priority',
          render: (priority: Ticket['priority']) => (
            <Tag color={COLOUR[priority]}>{t(`ticket.priority.${priority}`)}</Tag>
          ),
        },
        {
          title: t('ticket.contact'),
          key: 'contact',
          render: (_, { contact, number }) => contact?.name ?? number ?? '—',
        },
        {
          title: t('ticket.assignee'),
          key: 'assignee',
          render: (_, { assignee }) => assignee?.name ?? t('ticket.nobody'),
        },
        {
          title: t('ticket.due'),
          key: 'due',
          render: (_, ticket) => <Due ticket={ticket} now={now} />,
        },
        {
          title: t('ticket.updated'),
          dataIndex: 'updatedAt',
          render: (at: string) => <span className="tabular">{formatTime(at, 'moment')}</span>,
        },
      ]}
    />
  );
}

function Due({ ticket: { dueAt, state }, now }: { ticket: Ticket; now: number }) {
  const { t } = useTranslation('contact');
  if (!dueAt) return '—';
  const late = (state === 'open' || state === 'pending') && Date.parse(dueAt) < now;
  return (
    <Typography.Text {...(late && { type: 'danger' })} className="tabular">
      {formatTime(dueAt, 'moment')} {late && t('ticket.overdue')}
    </Typography.Text>
  );
}

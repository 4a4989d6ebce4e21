import { FileTextOutlined, PhoneOutlined } from '@ant-design/icons';
import type { TimelineEntry } from '@sibai/contracts';
import { Failure, formatDuration, formatTime, Loading, Nothing } from '@sibai/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Card, Flex, Tag, Timeline, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { timeline } from './contacts';

/** What happened with a person, newest first. */
export function TimelineCard({ contactId }: { contactId: string }) {
  const { t } = useTranslation('contact');
  const query = useInfiniteQuery(timeline(contactId));
  const entries = query.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <Card title={t('timeline')}>
      {query.isError && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Loading />}
      {query.isSuccess && entries.length === 0 && <Nothing text={t('timelineEmpty')} />}
      <Timeline
        items={entries.map((entry) => ({
          key: entry.kind === 'call' ? entry.callId : entry.ticketId,
          icon: entry.kind === 'call' ? <PhoneOutlined /> : <FileTextOutlined />,
          content: entry.kind === 'call' ? <CallEntry call={entry} /> : <TicketEntry ticket={entry} />,
        }))}
      />
      {query.hasNextPage && (
        <Button block loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </Card>
  );
}

function CallEntry({ call }: { call: Extract<TimelineEntry, { kind: 'call' }> }) {
  const { t } = useTranslation('contact');
  const who = [call.groupName, call.agentName].filter(Boolean).join(' · ');
  const times = [
    call.waitMs > 0 && t('waited', { time: formatDuration(call.waitMs) }),
    call.talkMs > 0 && t('talked', { time: formatDuration(call.talkMs) }),
    call.recordings.length > 0 && t('recordings', { count: call.recordings.length }),
  ].filter(Boolean);
  return (
    <div>
      <Flex gap={8} wrap align="center">
        <Link to={`/calls/${call.callId}`} className="tabular">
          {formatTime(call.at, 'moment')}
        </Link>
        <span>{call.direction === 'in' ? t('callIn') : t('callOut')}</span>
        <Typography.Text type="secondary">{who}</Typography.Text>
      </Flex>
      <Typography.Text type="secondary" className="tabular">
        {times.join('，')}
      </Typography.Text>
      {call.notes && (
        <Typography.Paragraph style={{ whiteSpace: 'pre-wrap', margin: 0 }}>{call.notes}</Typography.Paragraph>
      )}
    </div>
  );
}

function TicketEntry({ ticket }: { ticket: Extract<TimelineEntry, { kind: 'ticket' }> }) {
  const { t } = useTranslation('contact');
  return (
    <Flex gap={8} wrap align="center">
      <span className="tabular">{formatTime(ticket.at, 'moment')}</span>
      <Link to={`/tickets/${ticket.ticketId}`}>
        #{ticket.no} {ticket.title}
      </Link>
      <Tag>{t(`ticket.state.${ticket.state}`)}</Tag>
    </Flex>
  );
}

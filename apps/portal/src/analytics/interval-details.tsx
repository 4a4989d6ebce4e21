import { INTERVAL_MINUTES, type IntervalDetail, type IntervalRow } from '@sibai/contracts';
import { Failure, formatDuration, formatPercent, formatTime, Loading, Nothing, PhoneNumber } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Flex, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { intervalDetail } from './floor';

/** The agents and the calls behind a quarter of an hour. */
export function IntervalDetails({ row: { from, groupId } }: { row: IntervalRow }) {
  const { t } = useTranslation('analytics');
  const to = new Date(Date.parse(from) + INTERVAL_MINUTES * 60_000).toISOString();
  const detail = useQuery(intervalDetail(from, to, groupId));
  if (detail.isPending) return <Loading />;
  if (detail.isError) return <Failure error={detail.error} onRetry={() => void detail.refetch()} />;
  const time = (ms: number | null) => <span className="tabular">{ms === null ? '—' : formatDuration(ms)}</span>;
  return (
    <Flex vertical gap={16}>
      <Table<IntervalDetail['agents'][number]>
        rowKey="agentId"
        size="small"
        pagination={false}
        scroll={{ x: 'max-content' }}
        dataSource={detail.data.agents}
        locale={{ emptyText: <Nothing text={t('intervals.noAgents')} /> }}
        columns={[
          { title: t('intervals.agent'), dataIndex: 'name' },
          { title: t('intervals.answered'), dataIndex: 'answered', align: 'right' },
          { title: t('intervals.missed'), dataIndex: 'missed', align: 'right' },
          { title: t('intervals.talk'), dataIndex: 'talkMs', align: 'right', render: time },
          { title: t('intervals.wrapUp'), dataIndex: 'wrapUpMs', align: 'right', render: time },
          { title: t('today.handle'), dataIndex: 'handleMs', align: 'right', render: time },
          { title: t('intervals.ready'), dataIndex: 'readyMs', align: 'right', render: time },
          { title: t('intervals.paused'), dataIndex: 'pausedMs', align: 'right', render: time },
          { title: t('intervals.signedIn'), dataIndex: 'signedInMs', align: 'right', render: time },
          {
            title: t('today.occupancy'),
            dataIndex: 'occupancy',
            align: 'right',
            render: (value: number | null) => formatPercent(value === null ? null : Math.round(value)),
          },
        ]}
      />
      <Table<IntervalDetail['calls'][number]>
        rowKey="callId"
        size="small"
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 'max-content' }}
        dataSource={detail.data.calls}
        locale={{ emptyText: <Nothing text={t('intervals.noCalls')} /> }}
        columns={[
          {
            title: t('intervals.queued'),
            dataIndex: 'queuedAt',
            render: (at: string, { callId }) => (
              <Link className="tabular" to={`/calls/${callId}`}>
                {formatTime(at, 'time')}
              </Link>
            ),
          },
          {
            title: t('intervals.caller'),
            dataIndex: 'caller',
            render: (number: string) => <PhoneNumber number={number} />,
          },
          { title: t('intervals.wait'), dataIndex: 'waitMs', align: 'right', render: time },
          {
            title: t('intervals.result'),
            render: (_, { answered, ended }) =>
              answered ? t('intervals.answered') : ended ? t('intervals.abandoned') : t('intervals.waiting'),
          },
          { title: t('intervals.agent'), dataIndex: 'agentName', render: (name: string | null) => name ?? '—' },
        ]}
      />
    </Flex>
  );
}

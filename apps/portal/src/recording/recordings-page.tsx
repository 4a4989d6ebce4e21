import { may, type RecordingEntry } from '@sibai/contracts';
import { Failure, formatDuration, formatTime, Nothing, PhoneNumber, useSignedIn } from '@sibai/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Card, Flex, Table, Tabs } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';

import { RecordingPlayer } from '../cdr/recording-player';
import { Page } from '../frame/page';
import { Grants } from './grants';
import { Listenings } from './listenings-table';
import { recordings } from './recordings';

/** The recordings one may hear; for the admin also who heard them, and what is open to the platform. */
export function RecordingsPage() {
  const { t } = useTranslation('recording');
  const { t: frame } = useTranslation('frame');
  const { role } = useSignedIn().user;
  const [params, setParams] = useSearchParams();
  const tabs = [
    { key: 'recordings', children: <Recordings />, shown: true },
    { key: 'listenings', children: <Listenings />, shown: may(role, 'listening.view') },
    { key: 'grants', children: <Grants />, shown: may(role, 'hearing.manage') },
  ] as const;
  const shown = tabs.filter((tab) => tab.shown);
  return (
    <Page title={frame('page.recordings')} lead={t(role === 'operator' ? 'leadOperator' : 'lead')}>
      {shown.length === 1 ? (
        <Recordings />
      ) : (
        <Tabs
          activeKey={shown.find(({ key }) => key === params.get('tab'))?.key ?? 'recordings'}
          onChange={(tab) => setParams({ tab }, { replace: true })}
          destroyOnHidden
          items={shown.map(({ key, children }) => ({ key, children, label: t(`tab.${key}`) }))}
        />
      )}
    </Page>
  );
}

function Recordings() {
  const { t } = useTranslation('recording');
  const { role } = useSignedIn().user;
  const operator = role === 'operator';
  const query = useInfiniteQuery(recordings);
  const [open, setOpen] = useState<readonly string[]>([]);
  if (query.isError && !query.data) {
    return (
      <Card>
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      </Card>
    );
  }
  const toggle = (id: string): void =>
    setOpen(open.includes(id) ? open.filter((other) => other !== id) : [...open, id]);
  return (
    <Card styles={{ body: { padding: 0 } }}>
      <Table<RecordingEntry>
        rowKey="id"
        size="middle"
        pagination={false}
        scroll={{ x: 'max-content' }}
        loading={query.isPending}
        dataSource={query.data?.pages.flatMap((page) => page.recordings) ?? []}
        locale={{
          emptyText: query.isPending ? ' ' : <Nothing text={t(operator ? 'emptyOperator' : 'empty')} />,
        }}
        expandable={{
          expandedRowKeys: open,
          showExpandColumn: false,
          expandedRowRender: (recording) => <RecordingPlayer recording={recording} events={[]} />,
        }}
        columns={[
          {
            title: t('column.startedAt'),
            render: (_, { startedAt }) => <span className="tabular">{formatTime(startedAt)}</span>,
          },
          { title: t('column.tenant'), dataIndex: 'tenantName', hidden: !operator },
          {
            title: t('column.caller'),
            hidden: operator,
            render: (_, { caller, callId }) => (
              <Link to={`/calls/${callId}`}>{caller ? <PhoneNumber number={caller} /> : t('toCall')}</Link>
            ),
          },
          { title: t('column.agent'), hidden: operator, render: (_, { agentName }) => agentName ?? '—' },
          { title: t('column.group'), hidden: operator, render: (_, { groupName }) => groupName ?? '—' },
          {
            title: t('column.length'),
            align: 'right',
            render: (_, { seconds, state }) => (
              <span className="tabular">{seconds === null ? t(`state.${state}`) : formatDuration(seconds * 1000)}</span>
            ),
          },
          {
            key: 'listen',
            align: 'right',
            fixed: 'right',
            render: (_, { id, state }) =>
              state === 'sealed' && (
                <Button size="small" type="link" onClick={() => toggle(id)} aria-expanded={open.includes(id)}>
                  {t(open.includes(id) ? 'close' : 'listen')}
                </Button>
              ),
          },
        ]}
      />
      {query.hasNextPage && (
        <Flex justify="center" style={{ padding: 12 }}>
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('more')}
          </Button>
        </Flex>
      )}
    </Card>
  );
}

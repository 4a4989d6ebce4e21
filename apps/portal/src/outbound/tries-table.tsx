import type { OutboundTry } from '@sibai/contracts';
import { Failure, formatNumber, formatTime, Nothing, PhoneNumber } from '@sibai/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Card, Checkbox, Flex, Input, Table, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { usePageTurner } from '../frame/page-turner';
import { tries } from './outbound';

/** Every call that was let out, and every one that was not, with the rule that decided. */
export function Tries() {
  const { t } = useTranslation('outbound');
  const [q, setQ] = useState('');
  const [refused, setRefused] = useState(false);
  const query = useInfiniteQuery(tries(q, refused));
  const { page, turner } = usePageTurner(query);
  if (query.isError && !query.data)
    return (
      <Card>
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      </Card>
    );
  return (
    <Flex vertical gap={12}>
      <Flex gap={12} wrap align="center">
        <Input.Search
          allowClear
          placeholder={t('tries.search')}
          aria-label={t('tries.search')}
          onSearch={setQ}
          style={{ maxWidth: 260 }}
        />
        <Checkbox checked={refused} onChange={({ target }) => setRefused(target.checked)}>
          {t('tries.refusedOnly')}
        </Checkbox>
      </Flex>
      <Card styles={{ body: { padding: 0 } }}>
        <Table<OutboundTry>
          rowKey="id"
          size="middle"
          pagination={false}
          scroll={{ x: 'max-content' }}
          loading={query.isPending}
          dataSource={page?.tries ?? []}
          locale={{ emptyText: query.isPending ? ' ' : <Nothing text={t('tries.empty')} /> }}
          columns={[
            {
              title: t('tries.at'),
              dataIndex: 'at',
              render: (at: string) => <span className="tabular">{formatTime(at)}</span>,
            },
            {
              title: t('tries.callee'),
              dataIndex: 'callee',
              render: (number: string) => <PhoneNumber number={number} />,
            },
            {
              title: t('tries.kind'),
              dataIndex: 'kind',
              render: (kind: OutboundTry['kind']) => t(`tries.kinds.${kind}`),
            },
            { title: t('tries.by'), dataIndex: 'userName', render: (name) => name ?? '—' },
            {
              title: t('tries.cli'),
              dataIndex: 'cli',
              render: (cli: string | null) => <span className="tabular">{cli ? formatNumber(cli) : '—'}</span>,
            },
            { title: t('tries.result'), key: 'result', render: (_, row) => <Result {...row} /> },
            {
              title: t('tries.call'),
              dataIndex: 'callId',
              render: (id: string | null) => (id ? <Link to={`/calls/${id}`}>{t('tries.call')}</Link> : '—'),
            },
          ]}
        />
        {turner}
      </Card>
    </Flex>
  );
}

function Result({ refused, again }: OutboundTry) {
  const { t } = useTranslation('outbound');
  if (!refused) return <Tag color="success">{t('tries.allowed')}</Tag>;
  return (
    <Flex gap={4} wrap align="center">
      <Tag color="warning">{t(`tries.refusal.${refused}`)}</Tag>
      {again && t('tries.again', { time: formatTime(again, 'short') })}
    </Flex>
  );
}

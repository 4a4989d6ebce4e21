import { DownloadOutlined } from '@ant-design/icons';
import { type Listening, LISTENING_PURPOSES } from '@sibai/contracts';
import { Failure, formatDuration, formatTime, Nothing, PhoneNumber } from '@sibai/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Card, DatePicker, Flex, Input, Select, Table, Typography } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';

import { filterOf, type ListeningFilter, listenings, paramsOf } from './recordings';

/** Who listened to what, with its filters and its file. */
export function Listenings() {
  const { t } = useTranslation('recording');
  const [params, setParams] = useSearchParams();
  const filter = filterOf(params);
  const change = (changed: Partial<ListeningFilter>): void => {
    const next = paramsOf({ ...filter, ...changed });
    next.set('tab', 'listenings');
    setParams(next, { replace: true });
  };
  const { from, to } = filter;
  return (
    <>
      <Typography.Paragraph type="secondary">{t('listenings.subject')}</Typography.Paragraph>
      <Flex wrap gap={8} style={{ marginBlockEnd: 16 }}>
        <Input.Search
          allowClear
          defaultValue={filter.caller ?? ''}
          placeholder={t('listenings.caller')}
          aria-label={t('listenings.caller')}
          onSearch={(caller) => change({ caller: caller.trim() || null })}
          style={{ width: 200 }}
        />
        <Input.Search
          allowClear
          defaultValue={filter.q ?? ''}
          placeholder={t('listenings.who')}
          aria-label={t('listenings.who')}
          onSearch={(q) => change({ q: q.trim() || null })}
          style={{ width: 180 }}
        />
        <Select
          allowClear
          value={filter.purpose}
          placeholder={t('listenings.purpose')}
          aria-label={t('column.purpose')}
          options={LISTENING_PURPOSES.map((value) => ({ value, label: t(`purpose.${value}`) }))}
          onChange={(purpose: string | undefined) => change({ purpose: purpose ?? null })}
          style={{ width: 160 }}
        />
        <DatePicker.RangePicker
          value={from && to ? [dayjs(from), dayjs(to).subtract(1, 'day')] : null}
          onChange={(range) =>
            change({
              from: range?.[0]?.startOf('day').toISOString() ?? null,
              to: range?.[1]?.add(1, 'day').startOf('day').toISOString() ?? null,
            })
          }
        />
        <Button icon={<DownloadOutlined />} href={`/api/listenings.csv?${paramsOf(filter)}`} download>
          {t('listenings.export')}
        </Button>
      </Flex>
      <ListeningsTable filter={filter} />
    </>
  );
}

function ListeningsTable({ filter }: { filter: Partial<ListeningFilter> }) {
  const { t } = useTranslation('recording');
  const query = useInfiniteQuery(listenings(filter));
  if (query.isError && !query.data) {
    return (
      <Card>
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      </Card>
    );
  }
  const filtered = paramsOf(filter).size > 0;
  return (
    <Card styles={{ body: { padding: 0 } }}>
      <Table<Listening>
        rowKey="id"
        size="middle"
        pagination={false}
        scroll={{ x: 'max-content' }}
        loading={query.isPending}
        dataSource={query.data?.pages.flatMap((page) => page.listenings) ?? []}
        locale={{
          emptyText: query.isPending ? (
            ' '
          ) : (
            <Nothing text={t(filtered ? 'listenings.emptyFiltered' : 'listenings.empty')} />
          ),
        }}
        columns={[
          {
            title: t('column.at'),
            dataIndex: 'at',
            render: (at: string) => <span className="tabular">{formatTime(at)}</span>,
          },
          {
            title: t('column.who'),
            render: (_, { userName, userRole }) => (
              <>
                {userName} <Typography.Text type="secondary">{t(`role.${userRole}`)}</Typography.Text>
              </>
            ),
          },
          { title: t('column.purpose'), render: (_, { purpose }) => t(`purpose.${purpose}`) },
          { title: t('column.note'), render: (_, { note }) => note ?? '—' },
          {
            title: t('column.caller'),
            render: (_, { caller, callId }) => (
              <Link to={`/calls/${callId}`}>{caller ? <PhoneNumber number={caller} /> : t('toCall')}</Link>
            ),
          },
          {
            title: t('column.heard'),
            align: 'right',
            render: (_, { seconds, length }) => (
              <span className="tabular">
                {formatDuration(seconds * 1000)}
                {length !== null && ` / ${formatDuration(length * 1000)}`}
              </span>
            ),
          },
          { title: t('column.exported'), render: (_, { exported }) => (exported ? t('column.yes') : '—') },
          { title: t('column.address'), dataIndex: 'address' },
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

/** Who listened to the recordings of one call. */
export function ListeningsOfCall({ call }: { call: string }) {
  const { t } = useTranslation('recording');
  const query = useInfiniteQuery(listenings({ call }));
  const rows = query.data?.pages.flatMap((page) => page.listenings) ?? [];
  return (
    <Card title={t('listenings.ofCall')} loading={query.isPending}>
      {query.isError && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && rows.length === 0 && <Typography.Text type="secondary">{t('listenings.nobody')}</Typography.Text>}
      {rows.map(({ id, at, userName, userRole, purpose, note, seconds, exported }) => (
        <Flex key={id} wrap gap={12} style={{ paddingBlock: 4 }}>
          <span className="tabular">{formatTime(at)}</span>
          <strong>{userName}</strong>
          <Typography.Text type="secondary">{t(`role.${userRole}`)}</Typography.Text>
          <span>
            {t(`purpose.${purpose}`)}
            {note && `：${note}`}
          </span>
          <span className="tabular">{formatDuration(seconds * 1000)}</span>
          {exported && <span>{t('column.yes')}</span>}
        </Flex>
      ))}
    </Card>
  );
}

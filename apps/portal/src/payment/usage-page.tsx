import { DownloadOutlined } from '@ant-design/icons';
import type { RatedCall } from '@sibai/contracts';
import { formatDuration, formatNumber, formatTime, formatYuan, Nothing, PhoneNumber } from '@sibai/ui';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Failure, Loading } from '@sibai/ui';
import { Button, Card, Table, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';

import { Page } from '../frame/page';
import { rated, ratedAddress } from './payments';

const PAGE = 50;

/** The calls of a number's month, or those that a bill's line is about, each with its charge. */
export function UsagePage() {
  const { t } = useTranslation('payment');
  const { id = '' } = useParams();
  const [params, setParams] = useSearchParams();
  const query = useQuery({ ...rated(id, params), placeholderData: keepPreviousData });
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Loading />;
  const { number, month, total, minutes, chargeFen, calls } = query.data;
  const part = params.has('from') || params.has('to');
  const all = new URLSearchParams(params);
  all.delete('page');
  return (
    <Page
      title={t('rated.title', { number: formatNumber(number), month })}
      lead={t('rated.lead', { total, minutes, amount: formatYuan(chargeFen) })}
      extra={
        <Button icon={<DownloadOutlined />} href={`/api${ratedAddress(id, all, '.csv')}`} download>
          {t('billing.export')}
        </Button>
      }
    >
      {part && (
        <p>
          <Tag color="blue">{t('rated.of')}</Tag> <Link to={`/billing/usage/${id}`}>{t('rated.all')}</Link>
        </p>
      )}
      <Card styles={{ body: { padding: 0 } }}>
        <Table<RatedCall>
          rowKey="id"
          size="middle"
          loading={query.isFetching}
          scroll={{ x: 'max-content' }}
          dataSource={calls}
          locale={{ emptyText: <Nothing text={t('rated.empty')} /> }}
          pagination={{
            current: Number(params.get('page') ?? 1),
            pageSize: PAGE,
            total,
            showSizeChanger: false,
            hideOnSinglePage: true,
            onChange: (page) => {
              const next = new URLSearchParams(params);
              next.set('page', String(page));
              setParams(next);
            },
          }}
          columns={[
            {
              title: t('rated.started'),
              dataIndex: 'startedAt',
              render: (at: string, { callId }) => (
                <Link to={`/calls/${callId}`} className="tabular">
                  {formatTime(at)}
                </Link>
              ),
            },
            {
              title: t('rated.caller'),
              dataIndex: 'caller',
              render: (caller: string) => <PhoneNumber number={caller} />,
            },
            {
              title: t('rated.duration'),
              key: 'duration',
              align: 'right',
              render: (_, { startedAt, endedAt }) => (
                <span className="tabular">
                  {endedAt ? formatDuration(new Date(endedAt).getTime() - new Date(startedAt).getTime()) : '—'}
                </span>
              ),
            },
            { title: t('rated.minutes'), dataIndex: 'minutes', align: 'right' },
            {
              title: t('rated.charge'),
              dataIndex: 'chargeFen',
              align: 'right',
              render: (fen: number) => <span className="tabular">{formatYuan(fen)}</span>,
            },
          ]}
        />
      </Card>
    </Page>
  );
}

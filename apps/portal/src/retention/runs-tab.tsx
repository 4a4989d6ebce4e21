import type { RetentionRun } from '@sibai/contracts';
import { formatTime, language } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Flex, Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import { QueryTable } from '../frame/query-table';
import { Days } from './policy-tab';
import { runs } from './retention';

/** What each run did, with its certificate and the list the certificate's hash is taken of. */
export function RunsTab() {
  const { t } = useTranslation('retention');
  const query = useQuery(runs);
  const count = (n: number | null) => <span className="tabular">{n ?? '—'}</span>;
  return (
    <QueryTable<RetentionRun>
      query={query}
      empty={t('run.empty')}
      columns={[
        {
          title: t('run.at'),
          dataIndex: 'startedAt',
          render: (at: string) => <span className="tabular">{formatTime(at, 'full', language())}</span>,
        },
        {
          title: t('run.kind'),
          key: 'kind',
          render: (_, { kind, by }) => `${t(`run.kinds.${kind}`)}${by ? ` · ${by}` : ''}`,
        },
        {
          title: t('run.days'),
          dataIndex: 'days',
          render: (days: number | null) => (days ? <Days days={days} /> : '—'),
        },
        { title: t('run.destroyed'), dataIndex: 'destroyed', align: 'right', render: count },
        { title: t('run.held'), dataIndex: 'held', align: 'right', render: count },
        { title: t('run.kept'), dataIndex: 'kept', align: 'right', render: count },
        {
          title: t('run.certificate'),
          key: 'certificate',
          render: (_, { id, certificate, finishedAt }) => {
            if (!finishedAt) return <Tag color="processing">{t('run.running')}</Tag>;
            if (!certificate) return '—';
            return (
              <Flex gap={12}>
                <a href={`/api/retention/runs/${id}/certificate`} download>
                  PDF
                </a>
                <a href={`/api/retention/runs/${id}/list.csv`} download>
                  {t('run.list')}
                </a>
              </Flex>
            );
          },
        },
      ]}
    />
  );
}

import type { SubjectRequest } from '@sibai/contracts';
import { formatTime, language, PhoneNumber } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

import { QueryTable } from '../frame/query-table';
import { requests } from './retention';

/** Who asked for a copy or a deletion, and what came of it. */
export function RequestsTab() {
  const { t } = useTranslation('retention');
  const query = useQuery(requests);
  const outcome = ({ kind, outcome, notes }: SubjectRequest): string => {
    if (!outcome) return '';
    if (kind === 'export') return t('request.export', { calls: outcome.calls, recordings: outcome.recordings });
    const done = t('request.delete', { destroyed: outcome.destroyed, kept: outcome.kept.length });
    return notes ? done + t('request.notes', { count: outcome.notesRemoved }) : done;
  };
  return (
    <>
      <p style={{ marginBlockStart: 0 }}>
        {t('request.says')}
        <Typography.Text copyable>{`${location.origin}/my-data`}</Typography.Text>
      </p>
      <QueryTable<SubjectRequest>
        query={query}
        empty={t('request.empty')}
        columns={[
          {
            title: t('request.at'),
            dataIndex: 'askedAt',
            render: (at: string) => <span className="tabular">{formatTime(at, 'full', language())}</span>,
          },
          {
            title: t('request.mobile'),
            dataIndex: 'mobile',
            render: (mobile: string) => <PhoneNumber number={mobile} />,
          },
          {
            title: t('request.kind'),
            dataIndex: 'kind',
            render: (kind: SubjectRequest['kind']) => t(`request.kinds.${kind}`),
          },
          {
            title: t('request.result'),
            key: 'result',
            render: (_, row) => (
              <>
                {row.outcome ? outcome(row) : <Tag color="processing">{t('request.waiting')}</Tag>}
                {row.fetchedAt && <Tag style={{ marginInlineStart: 8 }}>{t('request.fetched')}</Tag>}
              </>
            ),
          },
          {
            title: t('request.certificate'),
            dataIndex: 'runId',
            render: (run: string | null) =>
              run ? (
                <a href={`/api/retention/runs/${run}/certificate`} download>
                  PDF
                </a>
              ) : (
                '—'
              ),
          },
        ]}
      />
    </>
  );
}

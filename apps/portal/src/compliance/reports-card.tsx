import { DownloadOutlined, FilePdfOutlined } from '@ant-design/icons';
import type { ComplianceReport } from '@sibai/contracts';
import { formatTime, language, Refused } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

import { QueryTable } from '../frame/query-table';
import { reports, useMakeReport } from './compliance';

/** The monthly reports, and those that somebody asked for. */
export function ReportsCard() {
  const { t } = useTranslation('compliance');
  const { message } = App.useApp();
  const list = useQuery(reports);
  const make = useMakeReport();
  return (
    <section>
      <Flex wrap justify="space-between" align="flex-end" gap={12} style={{ marginBlock: 8 }}>
        <div style={{ minWidth: 0 }}>
          <Typography.Title level={2} style={{ fontSize: 18, margin: 0 }}>
            {t('report.title')}
          </Typography.Title>
          <Typography.Text type="secondary">{t('report.lead')}</Typography.Text>
        </div>
        <Button
          icon={<FilePdfOutlined />}
          loading={make.isPending}
          onClick={() => make.mutate(undefined, { onSuccess: () => void message.success(t('report.made')) })}
        >
          {t('report.make')}
        </Button>
      </Flex>
      <Refused error={make.error} />
      <QueryTable<ComplianceReport>
        query={list}
        empty={t('report.empty')}
        columns={[
          { title: t('report.month'), dataIndex: 'month' },
          { title: t('report.at'), dataIndex: 'at', render: (at: string) => formatTime(at, 'full', language()) },
          {
            title: t('report.by'),
            dataIndex: 'madeBy',
            render: (name: string | null) => name ?? t('report.calendar'),
          },
          {
            title: t('report.result'),
            render: (_, { green, amber, red }) => t('report.resultSays', { green, amber, red }),
          },
          {
            render: (_, { id }) => (
              <Button type="link" icon={<DownloadOutlined />} href={`/api/compliance/reports/${id}`} download>
                {t('report.download')}
              </Button>
            ),
          },
        ]}
      />
    </section>
  );
}

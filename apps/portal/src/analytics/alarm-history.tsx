import type { Alarm } from '@sibai/contracts';
import { Failure, formatDuration, formatTime, Nothing } from '@sibai/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Drawer, Table, Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import { usePageTurner } from '../frame/page-turner';
import { useAlarmText } from './alarm-text';
import { alarmHistory } from './floor';

/** Every alarm there was: since when, who saw it, until when. */
export function AlarmHistory({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('analytics');
  const alarmText = useAlarmText();
  const query = useInfiniteQuery(alarmHistory);
  const { page, turner } = usePageTurner(query);
  return (
    <Drawer open title={t('alarm.history')} size={880} onClose={onClose}>
      {query.isError && !query.data ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <>
          <Table<Alarm>
            rowKey="id"
            size="small"
            pagination={false}
            scroll={{ x: 'max-content' }}
            loading={query.isPending || query.isFetchingNextPage}
            dataSource={page?.alarms ?? []}
            locale={{ emptyText: query.isPending ? ' ' : <Nothing text={t('alarm.noneYet')} /> }}
            columns={[
              { title: t('alarm.opened'), dataIndex: 'openedAt', render: (at: string) => formatTime(at, 'moment') },
              {
                title: t('alarm.what'),
                render: (_, alarm) => {
                  const { title, advice } = alarmText(alarm);
                  return (
                    <div style={{ maxWidth: 420, whiteSpace: 'normal' }}>
                      {title} {advice}
                    </div>
                  );
                },
              },
              {
                title: t('alarm.acknowledged'),
                render: (_, { acknowledgedBy, acknowledgedAt }) =>
                  acknowledgedAt ? `${acknowledgedBy ?? ''} ${formatTime(acknowledgedAt, 'moment')}` : '—',
              },
              {
                title: t('alarm.closed'),
                render: (_, { closedAt, openedAt }) =>
                  closedAt ? (
                    `${formatTime(closedAt, 'moment')} (${formatDuration(Date.parse(closedAt) - Date.parse(openedAt))})`
                  ) : (
                    <Tag color="error">{t('alarm.open')}</Tag>
                  ),
              },
            ]}
          />
          {turner}
        </>
      )}
    </Drawer>
  );
}

import type { Debtor } from '@sibai/contracts';
import { formatTime, formatYuan } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import { QueryTable } from '../frame/query-table';
import { debtors } from './desk';

const COLOURS = { good: 'success', overdue: 'warning', suspended: 'error', ended: 'default' } as const;

export function DebtorsTab() {
  const { t } = useTranslation('paymentDesk');
  const { t: pay } = useTranslation('payment');
  const query = useQuery({ ...debtors, select: (rows) => rows.map((row) => ({ ...row, id: row.tenantId as string })) });
  return (
    <QueryTable<Debtor & { id: string }>
      query={query}
      empty={t('debtor.empty')}
      columns={[
        { title: t('customer'), dataIndex: 'customer' },
        {
          title: t('debtor.standing'),
          dataIndex: 'standing',
          render: (standing: Debtor['standing']) => <Tag color={COLOURS[standing]}>{pay(`standing.${standing}`)}</Tag>,
        },
        {
          title: t('debtor.owed'),
          dataIndex: 'owedFen',
          align: 'right',
          render: (fen: number) => <span className="tabular">{formatYuan(fen)}</span>,
        },
        {
          title: t('debtor.oldest'),
          dataIndex: 'oldestDueAt',
          render: (at: string | null) => (at ? formatTime(at, 'date') : '—'),
        },
        {
          title: t('debtor.deadline'),
          dataIndex: 'deadline',
          render: (at: string | null, { standing }) =>
            at ? t(standing === 'overdue' ? 'debtor.suspends' : 'debtor.ends', { date: formatTime(at, 'date') }) : '—',
        },
      ]}
    />
  );
}

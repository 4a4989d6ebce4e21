import { useQuery } from '@tanstack/react-query';
import { Badge, Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';

import { Page } from '../frame/page';
import { BankTab } from './bank-tab';
import { DebtorsTab } from './debtors-tab';
import { tasks } from './desk';
import styles from './desk.module.css';
import { InvoicesTab } from './invoices-tab';
import { OrdersTab } from './orders-tab';
import { ReconcileTab } from './reconcile-tab';

/** Where the page that deals with each kind of task is. */
const TASKS = [
  ['bankLines', 'bank'],
  ['invoices', 'invoices'],
  ['refunds', 'orders'],
  ['differences', 'reconcile'],
  ['debtors', 'debtors'],
  ['forgeries', 'reconcile'],
] as const;

/** The operator's money: what waits on top, then the lists. */
export function DeskPage() {
  const { t } = useTranslation('paymentDesk');
  const [params, setParams] = useSearchParams();
  const { data } = useQuery(tasks);
  const open = (tab: string) => setParams({ tab }, { replace: true });
  const tab = (key: 'orders' | 'bank' | 'reconcile' | 'invoices' | 'debtors', count?: number) => (
    <Badge count={count ?? 0} size="small" offset={[8, -2]}>
      {t(`tab.${key}`)}
    </Badge>
  );
  return (
    <Page title={t('title')} lead={t('lead')}>
      <div className={styles.tasks}>
        {TASKS.map(([name, to]) => (
          <button
            key={name}
            type="button"
            className={styles.task}
            data-some={(data?.[name] ?? 0) > 0}
            onClick={() => open(to)}
          >
            <strong className="tabular">{data?.[name] ?? '—'}</strong>
            <span>{t(`task.${name}`)}</span>
          </button>
        ))}
      </div>
      <Tabs
        activeKey={params.get('tab') ?? 'orders'}
        onChange={open}
        items={[
          { key: 'orders', label: tab('orders', data?.refunds), children: <OrdersTab /> },
          { key: 'bank', label: tab('bank', data?.bankLines), children: <BankTab /> },
          { key: 'reconcile', label: tab('reconcile', data?.differences), children: <ReconcileTab /> },
          { key: 'invoices', label: tab('invoices', data?.invoices), children: <InvoicesTab /> },
          { key: 'debtors', label: tab('debtors', data?.debtors), children: <DebtorsTab /> },
        ]}
      />
    </Page>
  );
}

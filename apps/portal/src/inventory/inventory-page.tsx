import { Nothing } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Card, Skeleton, Statistic, Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';

import { Page } from '../frame/page';
import { ImportsTab } from './imports-tab';
import styles from './inventory.module.css';
import { counts } from './inventory';
import { NumbersTab } from './numbers-tab';
import { PrefixesTab } from './prefixes-tab';
import { TiersTab } from './tiers-tab';

const TABS = { numbers: NumbersTab, imports: ImportsTab, tiers: TiersTab, prefixes: PrefixesTab } as const;
type TabName = keyof typeof TABS;
const NAMES = Object.keys(TABS) as TabName[];

/** The operator's stock of numbers. */
export function InventoryPage() {
  const { t } = useTranslation('inventory');
  const { t: frame } = useTranslation('frame');
  const [params, setParams] = useSearchParams();
  const tab = NAMES.find((name) => name === params.get('tab')) ?? 'numbers';
  return (
    <Page title={frame('page.inventory')} lead={t('lead')}>
      <Counts />
      <Tabs
        activeKey={tab}
        onChange={(name) => setParams(name === 'numbers' ? {} : { tab: name })}
        items={NAMES.map((name) => {
          const Tab = TABS[name];
          return { key: name, label: t(`tab.${name}`), children: <Tab /> };
        })}
        destroyOnHidden
      />
    </Page>
  );
}

const STATES = ['free', 'held', 'sold', 'suspended', 'cooling'] as const;

function Counts() {
  const { t } = useTranslation('inventory');
  const query = useQuery(counts);
  if (query.isPending) return <Skeleton.Input active block style={{ height: 78, marginBlockEnd: 12 }} />;
  if (query.isError && !query.data) return <Nothing />;
  const { total, states } = query.data;
  return (
    <Card className={styles.counts ?? ''} styles={{ body: { padding: 0 } }}>
      <ul>
        <li>
          <Statistic title={t('count.total')} value={total} />
        </li>
        {STATES.map((state) => (
          <li key={state}>
            <Statistic title={t(`count.${state}`)} value={states[state] ?? 0} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

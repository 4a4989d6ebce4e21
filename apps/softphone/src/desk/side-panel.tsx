import type { Desk } from '@sibai/contracts';
import { useQuery } from '@tanstack/react-query';
import { Badge, Card, Tabs } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

import type { PhoneState } from '../phone/phone-state';
import { useStore } from '../platform/store';
import { Customer } from '../context/customer';
import { Callbacks } from './callbacks';
import { Dialler } from './dialler';
import { callbacksQuery } from './outbound';
import { type SideTab, sideTab } from './side-tab';
import { Figures, Waiting } from './today';
import styles from './desk.module.css';

/** What lies beside the call: who waits, and one of several pages. */
export function SidePanel({ desk, line }: { desk: Desk; line: PhoneState }) {
  const { t } = useTranslation('desk');
  const active = useStore(sideTab);
  const { data } = useQuery(callbacksQuery);
  const callId = desk.call?.callId ?? desk.wrapUp?.callId ?? null;
  // A call that comes brings its caller to the front; what the agent opens after that stays.
  useEffect(() => sideTab.show(callId === null ? 'today' : 'customer'), [callId]);
  const tabs: { key: SideTab; label: string; badge?: number; children: React.ReactNode }[] = [
    {
      key: 'customer',
      label: t('side.customer'),
      children:
        callId === null ? <p className={styles.secondary}>{t('context.noCall')}</p> : <Customer callId={callId} />,
    },
    { key: 'today', label: t('side.today'), children: <Figures desk={desk} /> },
    { key: 'dial', label: t('side.dial'), children: <Dialler desk={desk} line={line} /> },
    {
      key: 'callbacks',
      label: t('side.callbacks'),
      badge: data?.open ?? 0,
      children: <Callbacks desk={desk} line={line} />,
    },
  ];
  return (
    <aside className={styles.side} aria-label={t('side.label')}>
      <Waiting desk={desk} />
      <Card size="small">
        <Tabs
          size="small"
          activeKey={active}
          onChange={(key) => sideTab.show(key as SideTab)}
          items={tabs.map(({ key, label, badge = 0, children }) => ({
            key,
            label: (
              <Badge count={badge} size="small" offset={[8, 0]}>
                {label}
              </Badge>
            ),
            children,
          }))}
        />
      </Card>
    </aside>
  );
}

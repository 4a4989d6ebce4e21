import type { Live } from '@sibai/contracts';
import { formatDuration, Loading, TelephonyBanner, useNow } from '@sibai/ui';
import { Alert, Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import { Page } from '../frame/page';
import { LiveAgents } from './live-agents';
import { LiveCalls } from './live-calls';
import { type LiveState, STALE_MS, useLive } from './live-feed';
import { LiveGroups } from './live-groups';
import styles from './live.module.css';
import { Today } from './today';

export function LivePage() {
  const { t } = useTranslation('frame');
  const { t: own } = useTranslation('analytics');
  const state = useLive();
  return (
    <Page title={t('page.live')} lead={own('lead')} extra={<Age state={state} />}>
      <TelephonyBanner />
      {state.live ? <Board live={state.live} skew={state.skew} /> : <Loading />}
    </Page>
  );
}

function Board({ live, skew }: { live: Live; skew: number }) {
  return (
    <div className={styles.board}>
      <Today today={live.today} />
      <LiveCalls calls={live.calls} skew={skew} />
      <div className={styles.lower}>
        <LiveGroups groups={live.groups} skew={skew} />
        <LiveAgents agents={live.agents} skew={skew} />
      </div>
    </div>
  );
}

/** How old the shown data is. Announced to screen readers only when it turns bad. */
function Age({ state: { connected, live, skew } }: { state: LiveState }) {
  const { t } = useTranslation('analytics');
  const now = useNow();
  if (!live) return <Tag className={styles.age ?? ''}>{t('age.connecting')}</Tag>;

  const age = Math.max(0, now - skew - Date.parse(live.at));
  if (!connected || age > STALE_MS) {
    const title = t(connected ? 'age.stale' : 'age.lost', { time: formatDuration(age) });
    return <Alert type="warning" showIcon banner role="alert" title={title} className={styles.age ?? ''} />;
  }
  return (
    <Tag color="success" className={styles.age ?? ''}>
      {t('age.fresh', { seconds: Math.floor(age / 1000) })}
    </Tag>
  );
}

import { BarChartOutlined, FullscreenExitOutlined, FullscreenOutlined, SettingOutlined } from '@ant-design/icons';
import { type Live, may } from '@sibai/contracts';
import { formatDuration, Loading, TelephonyBanner, useNow, useSignedIn } from '@sibai/ui';
import { Alert, Button, Tag } from 'antd';
import { type CSSProperties, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { Page } from '../frame/page';
import { AlarmPanel } from './alarm-panel';
import { LiveAgents } from './live-agents';
import { LiveCalls } from './live-calls';
import { type LiveState, STALE_MS, useLive } from './live-feed';
import { LiveGroups } from './live-groups';
import { LiveLines } from './live-lines';
import styles from './live.module.css';
import { SettingsDrawer } from './settings-drawer';
import { Today } from './today';

export function LivePage() {
  const { t } = useTranslation('frame');
  const { t: own } = useTranslation('analytics');
  const { role } = useSignedIn().user;
  const go = useNavigate();
  const state = useLive();
  const wall = useWall();
  const [settings, setSettings] = useState(false);
  const { live, skew } = state;

  const tools = (
    <>
      <Age state={state} />
      {!wall && (
        <Button icon={<BarChartOutlined />} onClick={() => void go('/intervals')}>
          {t('page.intervals')}
        </Button>
      )}
      {!wall && live && may(role, 'floor.manage') && (
        <Button icon={<SettingOutlined />} onClick={() => setSettings(true)}>
          {own('settings.open')}
        </Button>
      )}
      <Button
        icon={wall ? <FullscreenExitOutlined /> : <FullscreenOutlined />}
        onClick={() => void (wall ? document.exitFullscreen() : document.documentElement.requestFullscreen())}
      >
        {own(wall ? 'wall.leave' : 'wall.enter')}
      </Button>
    </>
  );
  return (
    <Page title={t('page.live')} lead={own(live?.scope === 'own_groups' ? 'leadOwn' : 'lead')} extra={!wall && tools}>
      <TelephonyBanner />
      <div className={wall ? styles.wall : undefined}>
        {wall && <header className={styles.wallHead}>{tools}</header>}
        {live ? <Board live={live} skew={skew} steers={!wall && may(role, 'floor.steer')} /> : <Loading />}
      </div>
      {settings && live && <SettingsDrawer settings={live.settings} onClose={() => setSettings(false)} />}
    </Page>
  );
}

function Board({ live, skew, steers }: { live: Live; skew: number; steers: boolean }) {
  const { t } = useTranslation('analytics');
  const { good, warn, bad } = live.settings.colours;
  if (live.scope === 'own_groups' && live.groups.length === 0)
    return <Alert type="info" showIcon title={t('noGroups')} />;
  return (
    <div className={styles.board} style={{ '--good': good, '--warn': warn, '--bad': bad } as CSSProperties}>
      <AlarmPanel live={live} skew={skew} />
      <Today live={live} />
      <LiveGroups groups={live.groups} settings={live.settings} skew={skew} steers={steers} />
      <LiveCalls live={live} skew={skew} steers={steers} />
      <div className={styles.lower}>
        <LiveAgents live={live} skew={skew} steers={steers} />
        <LiveLines lines={live.lines} settings={live.settings} />
      </div>
    </div>
  );
}

/** Whether the board fills the screen. */
function useWall(): boolean {
  const [wall, setWall] = useState(document.fullscreenElement !== null);
  useEffect(() => {
    const look = (): void => setWall(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', look);
    return () => document.removeEventListener('fullscreenchange', look);
  }, []);
  return wall;
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

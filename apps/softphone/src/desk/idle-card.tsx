import { CoffeeOutlined, CustomerServiceOutlined, PauseCircleOutlined, PoweroffOutlined } from '@ant-design/icons';
import type { Desk } from '@sibai/contracts';
import { Button, Card, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { useStore } from '../platform/store';
import { useChoosePresence, useObstacle } from './presence-bar';
import { phone } from './workplace';
import styles from './desk.module.css';

type Calm = 'ready' | 'busy' | 'break' | 'offline';

const ICONS: Record<Calm, ReactNode> = {
  ready: <CustomerServiceOutlined aria-hidden />,
  busy: <PauseCircleOutlined aria-hidden />,
  break: <CoffeeOutlined aria-hidden />,
  offline: <PoweroffOutlined aria-hidden />,
};

const calmOf = (presence: Desk['presence']): Calm =>
  presence === 'busy' || presence === 'break' || presence === 'offline' ? presence : 'ready';

/** Between calls: says what will happen next, and offers the one thing to do. */
export function IdleCard({ desk }: { desk: Desk }) {
  const { t } = useTranslation('desk');
  const { choose, choosing } = useChoosePresence();
  const obstacle = useObstacle(desk, useStore(phone));
  const calm = calmOf(desk.presence);
  const text =
    calm === 'ready' ? t('idle.readyText') : calm === 'offline' ? t('idle.offlineText') : t('idle.pausedText');
  return (
    <Card className={styles.card ?? ''}>
      <div className={styles.idle} data-calm={calm}>
        <span className={styles.idleIcon}>{ICONS[calm]}</span>
        <h2>{t(`idle.${calm}`)}</h2>
        <p className={styles.secondary}>{text}</p>
        {calm !== 'ready' && (
          <Tooltip title={obstacle}>
            <Button
              type="primary"
              size="large"
              disabled={obstacle !== null}
              loading={choosing}
              onClick={() => void choose({ presence: 'ready' })}
            >
              {calm === 'offline' ? t('idle.start') : t('idle.resume')}
            </Button>
          </Tooltip>
        )}
      </div>
    </Card>
  );
}

import {
  CoffeeOutlined,
  CustomerServiceOutlined,
  DisconnectOutlined,
  PauseCircleOutlined,
  PoweroffOutlined,
} from '@ant-design/icons';
import type { Desk } from '@sibai/contracts';
import { Button, Card, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { PhoneState } from '../phone/phone-state';
import { useStore } from '../platform/store';
import type { LinkState } from './link';
import { useChoosePresence, useObstacle } from './presence-bar';
import { link, phone } from './workplace';
import styles from './desk.module.css';

type Calm = 'ready' | 'unreachable' | 'busy' | 'break' | 'offline';

const ICONS: Record<Calm, ReactNode> = {
  ready: <CustomerServiceOutlined aria-hidden />,
  unreachable: <DisconnectOutlined aria-hidden />,
  busy: <PauseCircleOutlined aria-hidden />,
  break: <CoffeeOutlined aria-hidden />,
  offline: <PoweroffOutlined aria-hidden />,
};

const TEXTS = {
  ready: 'idle.readyText',
  unreachable: 'idle.unreachableText',
  busy: 'idle.pausedText',
  break: 'idle.pausedText',
  offline: 'idle.offlineText',
} as const satisfies Record<Calm, string>;

/** A ready agent whose phone or server is away gets no calls, and must not wait for one. */
function calmOf({ presence }: Desk, line: PhoneState, server: LinkState): Calm {
  if (presence === 'busy' || presence === 'break' || presence === 'offline') return presence;
  return line.at === 'ready' && server.at !== 'lost' ? 'ready' : 'unreachable';
}

/** Between calls: says what will happen next, and offers the one thing to do. */
export function IdleCard({ desk }: { desk: Desk }) {
  const { t } = useTranslation('desk');
  const { choose, choosing } = useChoosePresence();
  const line = useStore(phone);
  const obstacle = useObstacle(desk, line);
  const calm = calmOf(desk, line, useStore(link));
  return (
    <Card className={styles.card ?? ''}>
      <div className={styles.idle} data-calm={calm}>
        <span className={styles.idleIcon}>{ICONS[calm]}</span>
        <h2>{t(`idle.${calm}`)}</h2>
        <p className={styles.secondary}>{t(TEXTS[calm])}</p>
        {calm !== 'ready' && calm !== 'unreachable' && (
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

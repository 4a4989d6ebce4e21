import { CheckOutlined, EditOutlined, PhoneOutlined } from '@ant-design/icons';
import type { Desk } from '@sibai/contracts';
import { formatDuration, json, send, useNow } from '@sibai/ui';
import { Alert, Button, Card, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';

import { clock } from '../platform/clock';
import { useStore } from '../platform/store';
import { dialOut, useAct } from './call-actions';
import { NotesForm } from './notes-form';
import { digitsOf } from './numbers';
import { useChoosePresence } from './presence-bar';
import { phone } from './workplace';
import styles from './desk.module.css';

/** Ends that were nobody's wish: the caller is owed a call back. */
const BROKEN = ['media_restarted', 'caller_lost', 'failed', 'gone_while_away'] as const;
const EXTEND_MINUTES = 2;

/** After a call: what is left to write, how long there is, and the way back to the next call. */
export function WrapUpCard({ wrapUp }: { wrapUp: NonNullable<Desk['wrapUp']> }) {
  const { t } = useTranslation('desk');
  const { choose, choosing } = useChoosePresence();
  const { act, acting } = useAct();
  const reachable = useStore(phone).at === 'ready';
  const broken = BROKEN.find((cause) => cause === wrapUp.cause);
  const number = digitsOf(wrapUp.caller);
  return (
    <Card className={styles.card ?? ''}>
      <div className={styles.callHead}>
        <h2 className={styles.cardTitle}>
          <EditOutlined aria-hidden /> {t('wrapUp.title')}
        </h2>
        <span className={styles.countdown} role="timer">
          {wrapUp.until ? <Countdown until={wrapUp.until} /> : t('wrapUp.open')}
          {wrapUp.until && wrapUp.mode === 'extendable' && (
            <Button
              size="small"
              disabled={acting}
              onClick={() => void act(() => send('/agent/wrap-up', json('POST', { minutes: EXTEND_MINUTES })))}
            >
              {t('wrapUp.extend', { minutes: EXTEND_MINUTES })}
            </Button>
          )}
        </span>
      </div>
      {broken && (
        <Alert
          className={styles.trouble ?? ''}
          type="error"
          showIcon
          data-broken={broken}
          title={t(`wrapUp.broken.${broken}`)}
          action={
            number && (
              <Button
                icon={<PhoneOutlined aria-hidden />}
                disabled={!reachable || acting}
                onClick={() => void act(() => dialOut(number))}
              >
                {t('wrapUp.callBack')}
              </Button>
            )
          }
        />
      )}
      <NotesForm callId={wrapUp.callId} saved={wrapUp} />
      <div className={styles.choices}>
        <Tooltip title={reachable ? null : t('presence.noPhone')}>
          <Button
            type="primary"
            size="large"
            icon={<CheckOutlined aria-hidden />}
            loading={choosing}
            disabled={!reachable}
            onClick={() => void choose({ presence: 'ready' })}
          >
            {t('wrapUp.finish')}
          </Button>
        </Tooltip>
        <Button size="large" disabled={choosing} onClick={() => void choose({ presence: 'busy', reason: 'paperwork' })}>
          {t('wrapUp.pause')}
        </Button>
      </div>
    </Card>
  );
}

function Countdown({ until }: { until: string }) {
  const { t } = useTranslation('desk');
  const now = useNow();
  const skew = useStore(clock);
  const left = Date.parse(until) - (now - skew);
  return <span className="tabular">{t('wrapUp.left', { time: formatDuration(left) })}</span>;
}

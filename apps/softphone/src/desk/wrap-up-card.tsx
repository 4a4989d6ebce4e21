import { CheckOutlined, EditOutlined } from '@ant-design/icons';
import type { Desk, SetPresence } from '@sibai/contracts';
import { formatDuration, useNow } from '@sibai/ui';
import { Button, Card, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';

import { clock } from '../platform/clock';
import { useStore } from '../platform/store';
import { notesOf } from './notes';
import { NotesForm } from './notes-form';
import { useChoosePresence } from './presence-bar';
import { phone } from './workplace';
import styles from './desk.module.css';

/** After a call: what is left to write, how long there is, and the way back to the next call. */
export function WrapUpCard({ wrapUp }: { wrapUp: NonNullable<Desk['wrapUp']> }) {
  const { t } = useTranslation('desk');
  const { choose, choosing } = useChoosePresence();
  const reachable = useStore(phone).at === 'ready';
  const finish = async (presence: SetPresence) => {
    await notesOf(wrapUp.callId, wrapUp).flush();
    await choose(presence);
  };
  return (
    <Card className={styles.card ?? ''}>
      <div className={styles.callHead}>
        <h2 className={styles.cardTitle}>
          <EditOutlined aria-hidden /> {t('wrapUp.title')}
        </h2>
        <span className={styles.countdown} role="timer">
          {wrapUp.until ? <Countdown until={wrapUp.until} /> : t('wrapUp.open')}
        </span>
      </div>
      <NotesForm callId={wrapUp.callId} saved={wrapUp} />
      <div className={styles.choices}>
        <Tooltip title={reachable ? null : t('presence.noPhone')}>
          <Button
            type="primary"
            size="large"
            icon={<CheckOutlined aria-hidden />}
            loading={choosing}
            disabled={!reachable}
            onClick={() => void finish({ presence: 'ready' })}
          >
            {t('wrapUp.finish')}
          </Button>
        </Tooltip>
        <Button size="large" disabled={choosing} onClick={() => void finish({ presence: 'busy', reason: 'paperwork' })}>
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

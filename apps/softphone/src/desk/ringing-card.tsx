import { CloseOutlined, PhoneFilled } from '@ant-design/icons';
import type { CallCard } from '@sibai/contracts';
import { Button, Card, Spin, Tag } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import type { Ring } from '../phone/phone-state';
import { useStore } from '../platform/store';
import { Caller, CallFacts } from './call-facts';
import { HandOverNote } from './hand-over-note';
import { autoAnswer, phone } from './workplace';
import styles from './desk.module.css';

interface Props {
  readonly ring: Ring;
  readonly card: CallCard | null;
  readonly answering: boolean;
}

/** A call that rings. */
export function RingingCard({ ring, card, answering }: Props) {
  const { t } = useTranslation('desk');
  const byItself = useStore(autoAnswer);
  const top = useRef<HTMLDivElement>(null);
  // On a small screen the agent may be reading far below.
  useEffect(() => void top.current?.scrollIntoView({ block: 'nearest' }), []);
  if (ring.returns) return <ReturningCard ring={ring} card={card} />;
  return (
    <Card ref={top} className={`${styles.card} ${styles.ringing}`} role="alertdialog" aria-label={t('call.incoming')}>
      <div className={styles.callHead}>
        <span className={styles.pulse} aria-hidden>
          <PhoneFilled aria-hidden />
        </span>
        <div>
          <div className={styles.secondary}>
            {t('call.incoming')} {card && card.via !== 'queue' && <Tag color="blue">{t(`call.via.${card.via}`)}</Tag>}
            {byItself && <Tag color="green">{t('call.byItself')}</Tag>}
          </div>
          <Caller number={card?.caller ?? ring.from} region={card?.region} />
        </div>
      </div>
      {/* Above what comes a moment later: the buttons stay where they are. */}
      <div className={styles.choices}>
        <Button
          size="large"
          className={styles.answer ?? ''}
          type="primary"
          icon={<PhoneFilled aria-hidden />}
          loading={answering}
          onClick={() => void phone.answer()}
        >
          {answering ? t('call.answering') : t('call.answer')}
          {!answering && (
            <kbd className={styles.key} aria-hidden>
              F2
            </kbd>
          )}
        </Button>
        <Button
          size="large"
          danger
          icon={<CloseOutlined aria-hidden />}
          disabled={answering}
          onClick={() => void phone.decline()}
        >
          {t('call.decline')}
          <kbd className={styles.key} aria-hidden>
            F4
          </kbd>
        </Button>
      </div>
      {card && <HandOverNote card={card} />}
      {card && <CallFacts card={card} />}
    </Card>
  );
}

/** A call this agent is on already comes back to the phone: it lasts a moment. */
function ReturningCard({ ring, card }: Omit<Props, 'answering'>) {
  const { t } = useTranslation('desk');
  return (
    <Card className={styles.card ?? ''}>
      <div className={styles.callHead} role="status">
        <Spin />
        <div>
          <div className={styles.secondary}>{t('call.returning')}</div>
          <Caller number={card?.caller ?? ring.from} />
        </div>
      </div>
      {card && <CallFacts card={card} />}
    </Card>
  );
}

import type { CallCard } from '@sibai/contracts';
import { Alert, Card } from 'antd';
import { useTranslation } from 'react-i18next';

import { Caller, CallFacts } from './call-facts';
import styles from './desk.module.css';

/** A call of the server's that the phone does not have. Before it rings that lasts a moment, so nothing is said at once. */
export function DetachedCard({ card }: { card: CallCard }) {
  const { t } = useTranslation('desk');
  const handles = card.role === 'handler';
  const dials = card.direction === 'out' && card.answeredAt === null;
  return (
    <Card className={styles.card ?? ''}>
      <div className={styles.callHead}>
        <Caller number={card.caller} region={card.region} />
      </div>
      <Alert
        className={styles.later ?? ''}
        type="warning"
        showIcon
        title={t(card.leg === 'away' && handles ? 'call.away' : 'call.detached')}
        description={t(!handles ? 'call.detachedPartyText' : dials ? 'call.detachedDiallingText' : 'call.detachedText')}
      />
      <CallFacts card={card} />
    </Card>
  );
}

import type { DecideReview, Review } from '@sibai/contracts';
import { Alert, Button, Flex, Input, Modal } from 'antd';
import { useTranslation } from 'react-i18next';

import { Reasons } from '../verification/standing';
import { MarkButton } from './mark-button';
import type { Marking } from './review-fields';
import styles from './review.module.css';

export type Decide = DecideReview['decision'];

interface Props extends Marking {
  readonly review: Review;
  readonly remark: string;
  readonly onRemark: (remark: string) => void;
  /** The decision that is being asked about. */
  readonly asked: Decide | null;
  readonly onAsk: (decision: Decide | null) => void;
  readonly busy: boolean;
  readonly onDecide: (decision: DecideReview) => void;
}

/** Approve, return what is flagged, or propose a refusal; the second operator confirms or dismisses it. */
export function DecisionPanel(props: Props) {
  const { t } = useTranslation('review');
  const { review, marks, remark, onRemark, onAsk, enabled, onMark, onUnmark } = props;
  if (review.state === 'refusing') return <SecondPair {...props} />;
  if (!enabled)
    return review.state === 'submitted' ? (
      <Alert type="info" showIcon title={t('claimedBy', { name: review.claim?.name ?? '' })} />
    ) : null;
  return (
    <section className={styles.card}>
      <h3>{t('panel.title')}</h3>
      <Flex align="center" justify="space-between" gap={8}>
        <span>{marks.size > 0 ? t('panel.marked', { count: marks.size }) : t('panel.none')}</span>
        <span style={{ whiteSpace: 'nowrap' }}>
          <MarkButton
            field="application"
            label={t('panel.applicationReason')}
            mark={marks.get('application')}
            onMark={onMark}
            onUnmark={() => onUnmark('application')}
          />
        </span>
      </Flex>
      {marks.size > 0 && <Reasons application={{ reasons: [...marks.values()] }} />}
      <Input.TextArea
        value={remark}
        rows={2}
        maxLength={500}
        placeholder={t('panel.remark')}
        aria-label={t('panel.remark')}
        onChange={({ target }) => onRemark(target.value)}
      />
      {!review.claim && <small className={styles.nothing}>{t('panel.claimFirst')}</small>}
      <Flex wrap gap={8}>
        <Button type="primary" onClick={() => onAsk('approve')}>
          {t('decision.approve')} <kbd className={styles.key}>A</kbd>
        </Button>
        <Button disabled={marks.size === 0} onClick={() => onAsk('return')}>
          {t('decision.return')} <kbd className={styles.key}>R</kbd>
        </Button>
        <Button danger disabled={marks.size === 0} onClick={() => onAsk('refuse')}>
          {t('decision.refuse')} <kbd className={styles.key}>X</kbd>
        </Button>
      </Flex>
      <Ask {...props} />
    </section>
  );
}

function SecondPair(props: Props) {
  const { t } = useTranslation('review');
  const { review, onAsk, remark, onRemark } = props;
  const own = review.proposed?.mine === true;
  return (
    <section className={styles.card}>
      <h3>{t('panel.title')}</h3>
      <p>{t('panel.proposed', { name: review.proposed?.name ?? '' })}</p>
      <Reasons application={review.application} />
      {review.application.remark && <p>{review.application.remark}</p>}
      {own ? (
        <Alert type="info" showIcon title={t('panel.ownProposal')} />
      ) : (
        <Input.TextArea
          value={remark}
          rows={2}
          maxLength={500}
          placeholder={t('panel.remark')}
          aria-label={t('panel.remark')}
          onChange={({ target }) => onRemark(target.value)}
        />
      )}
      <Flex wrap gap={8}>
        {!own && (
          <Button danger type="primary" onClick={() => onAsk('confirm')}>
            {t('decision.confirm')}
          </Button>
        )}
        <Button onClick={() => onAsk('dismiss')}>{own ? t('panel.takeBack') : t('decision.dismiss')}</Button>
      </Flex>
      <Ask {...props} />
    </section>
  );
}

/** Asks before anything is decided, and says what is still open. */
function Ask({ review, marks, remark, asked, onAsk, busy, onDecide }: Props) {
  const { t } = useTranslation('review');
  const warnings = review.application.findings.filter(({ severity }) => severity !== 'info').length;
  const needsReason = (asked === 'return' || asked === 'refuse') && marks.size === 0;
  const decide = (): void => {
    if (!asked) return;
    const { version } = review.application;
    const reasons = [...marks.values()];
    onDecide(
      asked === 'return' || asked === 'refuse'
        ? { decision: asked, version, remark, reasons }
        : { decision: asked, version, remark },
    );
    onAsk(null);
  };
  return (
    <Modal
      open={asked !== null}
      title={asked && t(`panel.${asked}Ask`)}
      okText={asked && t(`decision.${asked}`)}
      okButtonProps={{ danger: asked === 'refuse' || asked === 'confirm', disabled: needsReason, autoFocus: true }}
      confirmLoading={busy}
      onOk={decide}
      onCancel={() => onAsk(null)}
      width={460}
      destroyOnHidden
    >
      {asked === 'approve' && warnings > 0 && <p>{t('panel.approveWarn', { count: warnings })}</p>}
      {needsReason && <p>{t('panel.refuseReason')}</p>}
      {asked === 'refuse' && !needsReason && <p>{t('panel.refuseHint')}</p>}
      {(asked === 'return' || asked === 'refuse') && <Reasons application={{ reasons: [...marks.values()] }} />}
    </Modal>
  );
}

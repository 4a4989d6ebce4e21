import { CheckCircleFilled, CloseCircleFilled } from '@ant-design/icons';
import type { Review } from '@sibai/contracts';
import { formatTime } from '@sibai/ui';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { findingText, reasonText } from '../verification/findings';
import { Reasons } from '../verification/standing';
import styles from './review.module.css';
import { StateTag } from './reviews-page';

interface Props {
  readonly review: Review;
}

/** What a machine can check, each green or not. */
export function GreenChecks({ review: { green } }: Props) {
  const { t } = useTranslation('review');
  return (
    <section className={styles.card}>
      <h3>{t('checks')}</h3>
      <ul className={styles.checks}>
        {green.map(({ check, ok }) => (
          <li key={check} data-ok={ok}>
            {ok ? <CheckCircleFilled /> : <CloseCircleFilled />} {t(`green.${check}`)}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Findings({ review: { application } }: Props) {
  const { t } = useTranslation('review');
  const { t: own } = useTranslation('verification');
  const { findings } = application;
  return (
    <section className={styles.card}>
      <h3>{t('findings')}</h3>
      {findings.length === 0 && <p className={styles.nothing}>{t('noFindings')}</p>}
      <ul className={styles.findings}>
        {findings.map((finding, i) => (
          <li key={i} data-severity={finding.severity}>
            <b>{labelOf(finding.field, own)}</b> {findingText(finding)}
            <small>{t('source', { source: finding.source })}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}

function labelOf(field: string, t: (key: never) => string): string {
  const [head, second] = field.split('.');
  if (head !== 'materials') return t(`field.${head}` as never);
  return t((second?.startsWith('licence:') ? 'section.materials' : `material.${second}`) as never);
}

/** Earlier applications of the same company or people, of whatever tenant. */
export function Related({ review: { related } }: Props) {
  const { t } = useTranslation('review');
  return (
    <section className={styles.card}>
      <h3>{t('related')}</h3>
      {related.length === 0 && <p className={styles.nothing}>{t('relatedNone')}</p>}
      <ul className={styles.related}>
        {related.map((other) => (
          <li key={other.id}>
            <Link to={`/operator/reviews/${other.id}`}>{other.companyName}</Link> <StateTag state={other.state} />
            <Tag>{other.sameCompany ? t('sameCompany') : t('samePerson')}</Tag>
            {!other.sameTenant && <Tag color="red">{t('otherTenant', { name: other.tenantName })}</Tag>}
            <small>{other.submittedAt && formatTime(other.submittedAt, 'minute')}</small>
            {other.reasons.length > 0 && <Reasons application={other} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function DecisionHistory({ review: { decisions } }: Props) {
  const { t } = useTranslation('review');
  return (
    <section className={styles.card}>
      <h3>{t('history')}</h3>
      {decisions.length === 0 && <p className={styles.nothing}>{t('historyNone')}</p>}
      <ul className={styles.related}>
        {decisions.map(({ decision, name, at, reasons, remark }) => (
          <li key={at}>
            <b>{t(`decision.${decision}`)}</b> {name ?? t('automaticDecision')}{' '}
            <small>{formatTime(at, 'minute')}</small>
            {reasons.length > 0 && <div>{reasons.map(({ code }) => reasonText(code)).join('；')}</div>}
            {remark && <div>{remark}</div>}
          </li>
        ))}
      </ul>
    </section>
  );
}

import { WarningFilled } from '@ant-design/icons';
import { INDUSTRIES } from '@sibai/compliance';
import type { Review, VerificationForm, VerificationReason } from '@sibai/contracts';
import { language, PhoneNumber } from '@sibai/ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { SECTIONS, type SectionName } from '../verification/findings';
import { MarkButton } from './mark-button';
import type { Marks } from './marks';
import { SecretNumber } from './reveal-button';
import styles from './review.module.css';

export interface Marking {
  readonly marks: Marks;
  /** Whether flags may be set: it is this reviewer's turn. */
  readonly enabled: boolean;
  readonly onMark: (reason: VerificationReason) => void;
  readonly onUnmark: (field: string) => void;
}

type Field = Exclude<keyof VerificationForm, 'boundNumbers'>;

const FIELDS: Partial<Record<SectionName, readonly Field[]>> = {
  company: ['companyName', 'uscc', 'companyType', 'capital', 'establishedOn', 'licenceExpiresOn', 'address', 'scope'],
  legal: ['legalName', 'legalIdNumber', 'legalIdExpiresOn'],
  operator: ['operatorIsLegal', 'operatorName', 'operatorIdNumber', 'operatorIdExpiresOn', 'operatorMobile'],
  purpose: ['industry', 'displayName', 'use'],
};
const OPERATORS_OWN: readonly Field[] = ['operatorName', 'operatorIdNumber', 'operatorIdExpiresOn'];

/** What was typed, section by section; where a paper reads something else it says so. */
export function ReviewFields({ review, ...marking }: Marking & { review: Review }) {
  const { t } = useTranslation('verification');
  const { form } = review.application;
  return (
    <section className={styles.card}>
      {SECTIONS.map((section) => {
        const fields = FIELDS[section]?.filter((field) => !(form.operatorIsLegal && OPERATORS_OWN.includes(field)));
        if (!fields) return null;
        return (
          <div key={section}>
            <h3>{t(`section.${section}`)}</h3>
            <dl className={styles.fields}>
              {fields.map((field) => (
                <Row key={field} review={review} field={field} label={t(`field.${field}`)} {...marking}>
                  <Value review={review} field={field} />
                </Row>
              ))}
            </dl>
          </div>
        );
      })}
      <h3>{t('section.bound')}</h3>
      <dl className={styles.fields}>
        {form.boundNumbers.map((bound, i) => (
          <Row
            key={i}
            review={review}
            field={`boundNumbers.${i}.number`}
            label={t('bound.nth', { n: i + 1 })}
            {...marking}
          >
            <PhoneNumber number={bound.number} /> · {bound.ownerName}
            <br />
            {bound.ownerKind === 'person' ? (
              <SecretNumber review={review.id} field={`boundNumbers.${i}.ownerIdNumber`} masked={bound.ownerIdNumber} />
            ) : (
              <span className="tabular">{bound.ownerIdNumber}</span>
            )}
            {review.application.confirmedMobiles.includes(bound.number) && (
              <small className={styles.good}> {t('code.confirmed')}</small>
            )}
          </Row>
        ))}
      </dl>
    </section>
  );
}

interface RowProps extends Marking {
  readonly review: Review;
  readonly field: string;
  readonly label: string;
  readonly children: ReactNode;
}

function Row({ review, field, label, children, marks, enabled, onMark, onUnmark }: RowProps) {
  const { t } = useTranslation('review');
  const { t: own } = useTranslation('verification');
  const differences = review.differences.filter((each) => each.field === field);
  return (
    <div data-differs={differences.length > 0} data-marked={marks.has(field)}>
      <dt>{label}</dt>
      <dd>
        {children}
        {differences.map(({ material, read, confidence }) => (
          <div key={material} className={styles.difference}>
            <WarningFilled />{' '}
            {t('differs', {
              read: read === 'long_term' ? own('longTerm') : read,
              percent: Math.floor(confidence * 100),
            })}
          </div>
        ))}
      </dd>
      {enabled && (
        <MarkButton
          field={field}
          label={label}
          mark={marks.get(field)}
          onMark={onMark}
          onUnmark={() => onUnmark(field)}
        />
      )}
    </div>
  );
}

function Value({ review, field }: { review: Review; field: Field }) {
  const { t } = useTranslation('verification');
  const { form, confirmedMobiles } = review.application;
  const value = form[field];
  if (field === 'operatorIsLegal') return t(`isLegal.${form.operatorIsLegal ? 'yes' : 'no'}`);
  if (field === 'use') return t(`use.${form.use}`);
  if (value === '') return <span className={styles.nothing}>—</span>;
  if (value === 'long_term') return t('longTerm');
  if (field === 'industry' && form.industry) return INDUSTRIES[form.industry][language() === 'en' ? 'en' : 'zh'];
  if (field === 'legalIdNumber' || field === 'operatorIdNumber')
    return <SecretNumber review={review.id} field={field} masked={String(value)} />;
  if (field === 'operatorMobile')
    return (
      <>
        <PhoneNumber number={form.operatorMobile} />
        {confirmedMobiles.includes(form.operatorMobile) && <small className={styles.good}>{t('code.confirmed')}</small>}
      </>
    );
  return <span className="tabular">{String(value)}</span>;
}

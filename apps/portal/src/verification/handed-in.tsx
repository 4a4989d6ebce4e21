import { INDUSTRIES } from '@sibai/compliance';
import type { Verification } from '@sibai/contracts';
import { language, maskNumber } from '@sibai/ui';
import { useTranslation } from 'react-i18next';

import type { FieldName } from './draft';
import { SECTIONS, sectionOf } from './findings';
import { useMaterialName } from './material-card';
import { pictureOf } from './verification';
import styles from './verification.module.css';

/** What was handed in, to be read again; folded away until it is asked for. */
export function HandedIn({ application }: { application: Verification }) {
  const { t } = useTranslation('verification');
  const nameOf = useMaterialName();
  const { form, materials } = application;
  const english = language() === 'en';

  const textOf = (name: FieldName): string => {
    const value = form[name];
    if (name === 'operatorIsLegal') return t(`isLegal.${form.operatorIsLegal ? 'yes' : 'no'}`);
    if (name === 'use') return t(`use.${form.use}`);
    if (name === 'industry') return form.industry ? INDUSTRIES[form.industry][english ? 'en' : 'zh'] : '';
    if (name === 'boundNumbers')
      return form.boundNumbers.map(({ number, ownerName }) => `${maskNumber(number)} ${ownerName}`).join('；');
    if (name === 'operatorMobile') return maskNumber(form.operatorMobile);
    return value === 'long_term' ? t('longTerm') : String(value);
  };
  return (
    <details className={styles.handedIn}>
      <summary>{t('status.showForm')}</summary>
      {SECTIONS.map((section) => {
        const rows = (Object.keys(form) as FieldName[])
          .filter((name) => sectionOf(name) === section)
          .flatMap((name) => (textOf(name) ? [{ name, text: textOf(name) }] : []));
        if (rows.length === 0) return null;
        return (
          <div key={section}>
            <h3>{t(`section.${section}`)}</h3>
            <dl>
              {rows.map(({ name, text }) => (
                <div key={name}>
                  <dt>{t(`field.${name}`)}</dt>
                  <dd>{text}</dd>
                </div>
              ))}
            </dl>
          </div>
        );
      })}
      <h3>{t('section.materials')}</h3>
      <ul>
        {materials.map(({ id, kind }) => (
          <li key={id}>
            <a href={pictureOf(application.id, id)} target="_blank" rel="noreferrer">
              {nameOf(kind)}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}

import {
  CheckCircleFilled,
  CloudOutlined,
  ExclamationCircleFilled,
  LoadingOutlined,
  WarningFilled,
} from '@ant-design/icons';
import { formatTime } from '@sibai/ui';
import { useTranslation } from 'react-i18next';

import { useFilling } from './draft-context';
import { SECTIONS, type SectionName, sectionOf } from './findings';
import styles from './verification.module.css';

/** The sections with what each still lacks, and whether what was typed is safe. Stays in view. */
export function SectionBar() {
  const { t } = useTranslation('verification');
  const { findings, server } = useFilling();
  const blocking = (name: SectionName): number =>
    findings.filter(({ severity, field }) => severity === 'block' && sectionOf(field) === name).length;
  const returned = (name: SectionName): number =>
    server.state === 'returned' ? server.reasons.filter(({ field }) => sectionOf(field) === name).length : 0;

  return (
    <div className={styles.bar}>
      <nav aria-label={t('title')}>
        {SECTIONS.filter((name) => name !== 'submit').map((name) => {
          const left = blocking(name);
          const back = returned(name);
          const state = back > 0 ? 'returned' : left > 0 ? 'open' : 'done';
          const title =
            back > 0 ? t('returnedCount', { count: back }) : left > 0 ? t('missing', { count: left }) : t('complete');
          return (
            <a key={name} href={`#section-${name}`} data-state={state} title={title} onClick={goTo(name)}>
              {state === 'done' ? (
                <CheckCircleFilled />
              ) : state === 'returned' ? (
                <ExclamationCircleFilled />
              ) : (
                <i>{left}</i>
              )}
              {t(`section.${name}`)}
              <span className="visually-hidden">{title}</span>
            </a>
          );
        })}
      </nav>
      <SaveState />
    </div>
  );
}

const goTo = (name: SectionName) => (event: { preventDefault(): void }) => {
  event.preventDefault();
  document.getElementById(`section-${name}`)?.scrollIntoView({ behavior: 'smooth', block: 'start' });
};

function SaveState() {
  const { t } = useTranslation('verification');
  const { saving, server } = useFilling();
  return (
    <span className={styles.saving} data-state={saving} role="status">
      {saving === 'saving' ? (
        <LoadingOutlined />
      ) : saving === 'conflict' || saving === 'offline' ? (
        <WarningFilled />
      ) : (
        <CloudOutlined />
      )}
      {saving === 'saved'
        ? t('save.savedAt', { time: formatTime(server.savedAt, 'time').slice(0, 5) })
        : t(`save.${saving}`)}
    </span>
  );
}

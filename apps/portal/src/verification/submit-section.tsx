import { CheckCircleFilled } from '@ant-design/icons';
import type { Verification, VerificationFinding } from '@sibai/contracts';
import { isRefusal, Refused } from '@sibai/ui';
import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useFilling } from './draft-context';
import { findingText, sectionOf } from './findings';
import { useMaterialName } from './material-card';
import { submitVerification } from './verification';
import styles from './verification.module.css';

interface Props {
  /** Somebody wants to submit: from now on what is missing is marked everywhere. */
  readonly onInsist: () => void;
  readonly onSubmitted: (application: Verification) => void;
}

/** What still stands in the way, each leading to its place; then the applicant's word, and the button. */
export function SubmitSection({ onInsist, onSubmitted }: Props) {
  const { t } = useTranslation('verification');
  const { findings, server, draft, conflicts } = useFilling();
  const [agreed, setAgreed] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const blocking = findings.filter(({ severity }) => severity === 'block');
  const warnings = findings.filter(({ severity }) => severity === 'warn');

  const submit = async (): Promise<void> => {
    setError(null);
    if (blocking.length > 0) {
      onInsist();
      scrollTo(blocking[0]);
      return;
    }
    setBusy(true);
    try {
      await draft.flush();
      onSubmitted(await submitVerification(server.id, draft.state().server.version));
    } catch (caught) {
      setError(caught);
      if (isRefusal(caught, 'verification.incomplete')) onInsist();
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className={styles.submit}>
      {blocking.length === 0 ? (
        <p className={styles.ready}>
          <CheckCircleFilled /> {t('submit.ready')}
        </p>
      ) : (
        <>
          <p>{t('submit.notReady', { count: blocking.length })}</p>
          <FindingList findings={blocking} />
        </>
      )}
      {warnings.length > 0 && (
        <>
          <p>{t('submit.warn', { count: warnings.length })}</p>
          <FindingList findings={warnings} />
        </>
      )}
      <Checkbox checked={agreed} onChange={(event) => setAgreed(event.target.checked)}>
        {t('submit.consent')}
      </Checkbox>
      <Refused error={error} />
      <div>
        <Button
          type="primary"
          size="large"
          loading={busy}
          disabled={!agreed || conflicts.size > 0}
          onClick={() => void submit()}
        >
          {t('submit.button')}
        </Button>
        {conflicts.size > 0 ? <small>{t('save.conflict')}</small> : !agreed && <small>{t('submit.needConsent')}</small>}
      </div>
    </div>
  );
}

function FindingList({ findings }: { findings: readonly VerificationFinding[] }) {
  const { t } = useTranslation('verification');
  const material = useMaterialName();
  const name = (field: string): string => {
    if (field.startsWith('materials.')) return material(field.slice('materials.'.length));
    const [head, index] = field.split('.');
    const label = t(`field.${head as 'uscc'}`);
    const section = t(`section.${sectionOf(field)}`);
    return index === undefined ? `${section} · ${label}` : `${section} ${Number(index) + 1}`;
  };
  return (
    <ul className={styles.findings}>
      {findings.map((finding, i) => (
        <li key={i} data-severity={finding.severity}>
          <button type="button" onClick={() => scrollTo(finding)}>
            <b>{name(finding.field)}</b> {findingText(finding)}
          </button>
        </li>
      ))}
    </ul>
  );
}

function scrollTo(finding: VerificationFinding | undefined): void {
  const place = finding && document.querySelector(`[data-field="${CSS.escape(finding.field)}"]`);
  place?.scrollIntoView({ behavior: 'smooth', block: 'center' });
  place?.querySelector<HTMLElement>('input, textarea, button')?.focus({ preventScroll: true });
}

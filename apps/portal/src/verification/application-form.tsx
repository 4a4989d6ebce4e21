import type { Verification } from '@sibai/contracts';
import { Alert } from 'antd';
import { type ComponentType, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { type Draft, useDraft } from './draft';
import { FillingContext } from './draft-context';
import { useWords } from '../words/words';
import { findingsOn, SECTIONS, type SectionName } from './findings';
import { prefill } from './readings';
import {
  BoundSection,
  CompanySection,
  LegalSection,
  MaterialsSection,
  OperatorSection,
  PurposeSection,
} from './sections';
import { SectionBar } from './section-bar';
import { SubmitSection } from './submit-section';
import styles from './verification.module.css';

const CONTENT: Readonly<Record<Exclude<SectionName, 'submit'>, ComponentType>> = {
  company: CompanySection,
  legal: LegalSection,
  operator: OperatorSection,
  purpose: PurposeSection,
  bound: BoundSection,
  materials: MaterialsSection,
};

interface Props {
  readonly draft: Draft;
  /** The newest answer of the server, for what happens without being typed: a paper has been read. */
  readonly latest: Verification;
  readonly onSubmitted: (application: Verification) => void;
}

/** The application on one page, in sections; each tells whether it is complete. */
export function ApplicationForm({ draft, latest, onSubmitted }: Props) {
  const { t } = useTranslation('verification');
  const state = useDraft(draft);
  const findings = findingsOn(state, useWords());
  const [insistent, setInsistent] = useState(false);
  const { server } = state;

  useEffect(() => draft.accept(latest), [draft, latest]);
  usePrefill(draft, server);
  useLeaveGuard(state.saving !== 'saved');

  const filling = {
    ...state,
    draft,
    findings,
    insistent,
    set: (name: string, value: unknown) => draft.set({ [name]: value }),
  };
  return (
    <FillingContext value={filling}>
      {server.kind !== 'first' && server.state === 'draft' && (
        <Alert
          type="info"
          showIcon
          style={{ marginBlockEnd: 16 }}
          title={t(`kind.${server.kind}`)}
          description={t(`kindLead.${server.kind}`)}
        />
      )}
      {server.state === 'returned' && (
        <Alert
          type="warning"
          showIcon
          style={{ marginBlockEnd: 16 }}
          title={t('status.returned', { count: server.reasons.length })}
          description={
            <>
              {t('status.returnedLead')}
              {server.remark && <p style={{ marginBlock: 4 }}>{server.remark}</p>}
            </>
          }
        />
      )}
      <SectionBar />
      {SECTIONS.map((name) => {
        const Content = name === 'submit' ? null : CONTENT[name];
        return (
          <section key={name} id={`section-${name}`} className={styles.section} aria-labelledby={`title-${name}`}>
            <header>
              <h2 id={`title-${name}`}>{t(`section.${name}`)}</h2>
              <p>{t(`sectionLead.${name}`)}</p>
            </header>
            {Content ? <Content /> : <SubmitSection onInsist={() => setInsistent(true)} onSubmitted={onSubmitted} />}
          </section>
        );
      })}
    </FillingContext>
  );
}

/** Fills in what was read on a paper, once for each paper, where nothing has been typed. */
function usePrefill(draft: Draft, server: Verification): void {
  const [done] = useState(() => new Set(server.materials.filter(isRead).map(({ id }) => id)));
  useEffect(() => {
    const fresh = new Set(
      server.materials.filter((material) => isRead(material) && !done.has(material.id)).map(({ id }) => id),
    );
    if (fresh.size === 0) return;
    for (const id of fresh) done.add(id);
    const filled = prefill(server, draft.state().form, fresh);
    if (Object.keys(filled).length > 0) draft.set(filled);
  }, [draft, server, done]);
}

const isRead = ({ reading }: Verification['materials'][number]): boolean => reading.state === 'done';

/** Asks before a page is left with something unsaved. */
function useLeaveGuard(unsaved: boolean): void {
  useEffect(() => {
    if (!unsaved) return;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [unsaved]);
}

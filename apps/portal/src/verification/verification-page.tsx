import { LockOutlined } from '@ant-design/icons';
import type { Verification, VerificationStatus } from '@sibai/contracts';
import { Failure, Loading, Refused } from '@sibai/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Page } from '../frame/page';
import { journey } from '../onboarding/journey';
import { ApplicationForm } from './application-form';
import { Draft } from './draft';
import { Standing } from './standing';
import { openVerification, saveVerification, verification } from './verification';
import styles from './verification.module.css';

/** Who the enterprise is: filled in, handed in, decided on, and renewed. */
export function VerificationPage() {
  const { t } = useTranslation('verification');
  const status = useQuery(verification);
  if (status.isPending) return <Loading />;
  if (status.isError && !status.data) return <Failure error={status.error} onRetry={() => void status.refetch()} />;
  return (
    <Page title={t('title')} lead={t('lead')}>
      <Content status={status.data} />
    </Page>
  );
}

function Content({ status }: { status: VerificationStatus }) {
  const client = useQueryClient();
  const { application, identity } = status;
  const take = (next: Verification): void => {
    client.setQueryData(verification.queryKey, (before) => before && { ...before, application: next });
    void client.invalidateQueries({ queryKey: verification.queryKey });
    void client.invalidateQueries({ queryKey: journey.queryKey });
  };
  const open = useMutation({ mutationFn: openVerification, onSuccess: take });

  if (!application && !identity) return <Intro open={open} />;
  if (application && (application.state === 'draft' || application.state === 'returned'))
    return <Filling key={application.id} application={application} onSubmitted={take} />;
  return <Standing status={status} open={open} onChanged={take} />;
}

function Filling({
  application,
  onSubmitted,
}: {
  application: Verification;
  onSubmitted: (next: Verification) => void;
}) {
  const client = useQueryClient();
  const [draft] = useState(
    () =>
      new Draft(
        application,
        (save) => saveVerification(application.id, save),
        () => void client.invalidateQueries({ queryKey: verification.queryKey }),
      ),
  );
  useEffect(() => () => void draft.flush(), [draft]);
  // The query knows what the draft knows: it asks again while a paper is being read.
  useEffect(
    () =>
      draft.watch(() => {
        const { server } = draft.state();
        client.setQueryData(verification.queryKey, (before) =>
          before && before.application !== server ? { ...before, application: server } : before,
        );
      }),
    [draft, client],
  );
  return <ApplicationForm draft={draft} latest={application} onSubmitted={onSubmitted} />;
}

interface Opening {
  readonly mutate: () => void;
  readonly isPending: boolean;
  readonly error: unknown;
}

function Intro({ open }: { open: Opening }) {
  const { t } = useTranslation('verification');
  const list = (key: 'intro.papers' | 'intro.steps'): readonly string[] => t(key, { returnObjects: true });
  return (
    <section className={styles.intro}>
      <h2>{t('intro.title')}</h2>
      <div>
        <div>
          <h3>{t('intro.need')}</h3>
          <ul>
            {list('intro.papers').map((paper) => (
              <li key={paper}>{paper}</li>
            ))}
          </ul>
        </div>
        <div>
          <h3>{t('intro.how')}</h3>
          <ol>
            {list('intro.steps').map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </div>
      </div>
      <Refused error={open.error} />
      <footer>
        <Button type="primary" size="large" loading={open.isPending} onClick={() => open.mutate()}>
          {t('intro.begin')}
        </Button>
        <small>
          <LockOutlined /> {t('intro.safe')}
        </small>
      </footer>
    </section>
  );
}

import { FileTextOutlined } from '@ant-design/icons';
import type { ContractDesk, ContractNeed, OnboardingStep } from '@sibai/contracts';
import { Refused } from '@sibai/ui';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { Page } from '../frame/page';
import { stepPath } from '../onboarding/journey';
import { desk, useDrawUp } from './contracts';
import styles from './contract.module.css';
import { DocumentView } from './document-view';
import { KeyFacts } from './key-facts';
import { SignedCard } from './signed-card';
import { SigningForm } from './signing-form';

/** The wizard's contract: what is missing, the key facts, the whole text, the signature, and what was signed. */
export function ContractPage() {
  const { t } = useTranslation('contract');
  const { data } = useSuspenseQuery(desk);
  return (
    <Page title={t('page.title')} lead={t('page.lead')}>
      {data.missing.length > 0 ? <Missing missing={data.missing} /> : data.toSign ? <ToSign desk={data} /> : null}
      {!data.toSign && data.contract && (
        <>
          <SignedCard
            contract={data.contract}
            action={
              <Link to={stepPath('payment')}>
                <Button type="primary">{t('page.next')}</Button>
              </Link>
            }
          />
          <DocumentView contract={data.contract} />
        </>
      )}
    </Page>
  );
}

const STEP_OF: Record<ContractNeed, OnboardingStep> = { identity: 'verification', number: 'number', plan: 'plan' };

function Missing({ missing }: { missing: ContractDesk['missing'] }) {
  const { t } = useTranslation('contract');
  return (
    <section className={styles.missing} aria-label={t('missing.title')}>
      <strong>{t('missing.title')}</strong>
      <p>{t('missing.lead')}</p>
      <ul>
        {missing.map((need) => (
          <li key={need}>
            {t(`missing.${need}`)}
            <Link to={stepPath(STEP_OF[need])}>
              <Button size="small">{t('missing.go')}</Button>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ToSign({ desk: { contract, stale, consent } }: { desk: ContractDesk }) {
  const { t } = useTranslation('contract');
  const draw = useDrawUp();
  const button = (
    <Button
      type="primary"
      size="large"
      icon={<FileTextOutlined />}
      loading={draw.isPending}
      onClick={() => draw.mutate()}
    >
      {contract ? t('page.redraw') : t('page.draw')}
    </Button>
  );
  if (!contract || !consent)
    return (
      <section className={styles.missing}>
        <strong>{t('page.draw')}</strong>
        <p>{t('page.drawLead')}</p>
        <Refused error={draw.error} />
        {button}
      </section>
    );
  if (stale)
    return (
      <>
        <Alert type="warning" showIcon title={t('page.stale')} style={{ marginBlockEnd: 16 }} />
        <Refused error={draw.error} />
        {button}
      </>
    );
  return (
    <>
      <KeyFacts facts={contract.facts} />
      <DocumentView contract={contract} />
      <SigningForm key={contract.documentSha256} contract={contract} consent={consent.text} />
    </>
  );
}

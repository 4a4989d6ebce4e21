import { CheckCircleFilled, CloseCircleFilled, RightOutlined } from '@ant-design/icons';
import { may, type Ready, type Role } from '@sibai/contracts';
import { Failure, Loading, ready, TelephonyBanner, useSignedIn } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Card, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { Page } from '../frame/page';
import { type PageName, PAGES } from '../frame/pages';
import { JourneyCard } from '../onboarding/journey-card';
import { FirstCall } from './first-call';
import styles from './start.module.css';

/** What each role most likely came for, in order. */
const NEXT = {
  operator: ['reviews', 'inventory', 'orders', 'tenants', 'tariffs', 'terms'],
  admin: ['testCall', 'flows', 'users', 'agents', 'groups', 'lines', 'calls', 'live', 'billing', 'contracts'],
  supervisor: ['live', 'desk', 'calls', 'testCall', 'agents'],
  agent: ['desk'],
} as const satisfies Record<Role, readonly (PageName | 'desk')[]>;
/** Of an enterprise that has no line yet. */
const FIRST = ['onboarding', 'contracts', 'billing', 'users', 'flows', 'groups'] as const satisfies readonly PageName[];
type Step = (typeof NEXT)[Role][number] | (typeof FIRST)[number];

/** The first page after signing in. */
export function Start() {
  const { t } = useTranslation('home');
  const { t: ui } = useTranslation('ui');
  const { user, tenant } = useSignedIn();
  const applying = tenant.state === 'applying';
  const likely: readonly Step[] = applying && user.role === 'admin' ? FIRST : NEXT[user.role];
  const steps = likely.filter((step) => step === 'desk' || may(user.role, PAGES[step].permission));
  return (
    <Page
      title={t('start.hello', { name: user.name })}
      lead={t('start.lead', { tenant: tenant.name, role: ui(`role.${user.role}`) })}
    >
      <TelephonyBanner />
      {may(user.role, 'onboarding.view') && <JourneyCard />}
      <div className={styles.columns}>
        <section aria-labelledby="next">
          <h2 id="next" className={styles.heading}>
            {t('start.next')}
          </h2>
          <ul className={styles.steps}>
            {steps.map((step) => (
              <li key={step}>
                <StepLink step={step} />
              </li>
            ))}
          </ul>
        </section>
        <SystemState />
      </div>
      {may(user.role, 'call.test') && !applying && (
        <section aria-labelledby="first" className={styles.first}>
          <h2 id="first" className={styles.heading}>
            {t('first.title')}
          </h2>
          <FirstCall />
        </section>
      )}
    </Page>
  );
}

function StepLink({ step }: { step: Step }) {
  const { t } = useTranslation('home');
  const content = (
    <>
      <span>
        <strong>{t(`start.step.${step}.0`)}</strong>
        <span>{t(`start.step.${step}.1`)}</span>
      </span>
      <RightOutlined aria-hidden />
    </>
  );
  if (step === 'desk') return <a href="/desk/">{content}</a>;
  return <Link to={PAGES[step].path}>{content}</Link>;
}

const PARTS = ['database', 'asterisk', 'ari', 'disk', 'speech', 'vault'] as const satisfies (keyof Ready['parts'])[];

function SystemState() {
  const { t } = useTranslation('home');
  const state = useQuery(ready);
  if (state.isPending) return <Loading />;
  if (state.isError) return <Failure error={state.error} onRetry={() => void state.refetch()} />;
  const { ok, parts } = state.data;
  return (
    <Card
      title={<h2 className={styles.cardTitle}>{t('start.system')}</h2>}
      extra={<Tag color={ok ? 'success' : 'error'}>{ok ? t('start.allGood') : t('start.someBad')}</Tag>}
    >
      <ul className={styles.parts}>
        {PARTS.map((name) => (
          <li key={name}>
            {parts[name].ok ? (
              <CheckCircleFilled style={{ color: 'var(--ant-color-success)' }} />
            ) : (
              <CloseCircleFilled style={{ color: 'var(--ant-color-error)' }} />
            )}
            <span>
              {t(`start.part.${name}`)}
              {parts[name].detail && <small>{parts[name].detail}</small>}
            </span>
            <span>{parts[name].ok ? t('start.ok') : t('start.bad')}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

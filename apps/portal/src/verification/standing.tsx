import { CheckCircleFilled, ClockCircleOutlined, CloseCircleFilled, ExclamationCircleFilled } from '@ant-design/icons';
import type { Verification, VerificationStatus } from '@sibai/contracts';
import { formatTime, language, Refused, useNow } from '@sibai/ui';
import { useMutation } from '@tanstack/react-query';
import { App, Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { NextStep } from '../onboarding/next-step';
import { reasonText } from './findings';
import { HandedIn } from './handed-in';
import { useMaterialName } from './material-card';
import { withdrawVerification } from './verification';
import styles from './verification.module.css';

interface Props {
  readonly status: VerificationStatus;
  readonly open: { readonly mutate: () => void; readonly isPending: boolean; readonly error: unknown };
  readonly onChanged: (application: Verification) => void;
}

/** Where an application stands once it is out of the applicant's hands, and the identity it has led to. */
export function Standing({ status: { application, identity }, open, onChanged }: Props) {
  return (
    <div className={styles.standing}>
      {application?.state === 'submitted' && <InReview application={application} onChanged={onChanged} />}
      {application?.state === 'refused' && <NotAccepted application={application} open={open} />}
      {identity && <Identity identity={identity} application={application} open={open} />}
    </div>
  );
}

function InReview({ application, onChanged }: { application: Verification; onChanged: Props['onChanged'] }) {
  const { t } = useTranslation('verification');
  const { modal } = App.useApp();
  const now = useNow();
  const withdraw = useMutation({ mutationFn: () => withdrawVerification(application.id), onSuccess: onChanged });
  const { submittedAt, dueAt, inReview } = application;
  const late = dueAt !== null && Date.parse(dueAt) < now;
  const ask = (): void => {
    void modal.confirm({
      title: t('status.withdrawAsk'),
      content: t('status.withdrawHint'),
      okText: t('status.withdraw'),
      onOk: () => withdraw.mutateAsync().catch(() => undefined),
    });
  };
  return (
    <Panel tone="wait" icon={<ClockCircleOutlined />} title={t('status.submitted')}>
      <p>
        {submittedAt && t('status.submittedLead', { time: moment(submittedAt) })} {inReview && t('status.inReview')}
      </p>
      {dueAt && <p className={styles.due}>{late ? t('status.overdue') : t('status.due', { time: moment(dueAt) })}</p>}
      <p>{t('status.meanwhile')}</p>
      <Refused error={withdraw.error} />
      <footer>
        <NextStep />
        {!inReview && <Button onClick={ask}>{t('status.withdraw')}</Button>}
      </footer>
      <HandedIn application={application} />
    </Panel>
  );
}

function NotAccepted({ application, open }: { application: Verification; open: Props['open'] }) {
  const { t } = useTranslation('verification');
  return (
    <Panel tone="bad" icon={<CloseCircleFilled />} title={t('status.refused')}>
      <p>{t('status.refusedLead')}</p>
      <Reasons application={application} />
      {application.remark && <p>{application.remark}</p>}
      <Refused error={open.error} />
      <footer>
        <Button loading={open.isPending} onClick={() => open.mutate()}>
          {t('intro.again')}
        </Button>
      </footer>
    </Panel>
  );
}

export function Reasons({ application: { reasons } }: { application: Pick<Verification, 'reasons'> }) {
  const { t } = useTranslation('verification');
  const material = useMaterialName();
  const nameOf = (field: string): string =>
    field.startsWith('materials.')
      ? material(field.slice('materials.'.length))
      : t(`field.${field.split('.')[0] as 'uscc'}`);
  return (
    <ul className={styles.reasons}>
      {reasons.map(({ field, code, remark }) => (
        <li key={`${field} ${code}`}>
          <b>{nameOf(field)}</b> {reasonText(code)}
          {remark && `：${remark}`}
        </li>
      ))}
    </ul>
  );
}

type KnownIdentity = NonNullable<VerificationStatus['identity']>;

function Identity({
  identity,
  application,
  open,
}: {
  identity: KnownIdentity;
  application: Verification | null;
  open: Props['open'];
}) {
  const { t } = useTranslation('verification');
  const expired = application?.state === 'expired';
  const { tone, icon, title, lead } = !identity.inForce
    ? {
        tone: 'bad' as const,
        icon: <CloseCircleFilled />,
        title: t('status.suspended'),
        lead: t('status.suspendedLead'),
      }
    : expired
      ? {
          tone: 'wait' as const,
          icon: <ExclamationCircleFilled />,
          title: t('status.expired'),
          lead: t('status.expiredLead'),
        }
      : { tone: 'good' as const, icon: <CheckCircleFilled />, title: t('status.approved'), lead: null };
  const busy = application?.state === 'submitted';
  return (
    <Panel tone={tone} icon={icon} title={title}>
      {lead && <p>{lead}</p>}
      <dl>
        <dt>{t('field.companyName')}</dt>
        <dd>{identity.companyName}</dd>
        <dt>{t('field.uscc')}</dt>
        <dd className="tabular">{identity.uscc}</dd>
        <dt>{t('field.displayName')}</dt>
        <dd>{identity.displayName}</dd>
        <dt>{t('status.approvedOn')}</dt>
        <dd>{moment(identity.approvedAt)}</dd>
        <dt>{t('status.expiresOn')}</dt>
        <dd>{identity.expiresOn ?? t('status.never')}</dd>
      </dl>
      <Refused error={open.error} />
      {!busy && (
        <footer>
          {tone === 'good' && <NextStep />}
          <Button type={tone === 'good' ? 'default' : 'primary'} loading={open.isPending} onClick={() => open.mutate()}>
            {t('status.renew')}
          </Button>
          <small>{t('status.renewLead')}</small>
        </footer>
      )}
      {application?.state === 'approved' && <HandedIn application={application} />}
    </Panel>
  );
}

interface PanelProps {
  readonly tone: 'good' | 'wait' | 'bad';
  readonly icon: ReactNode;
  readonly title: string;
  readonly children: ReactNode;
}

function Panel({ tone, icon, title, children }: PanelProps) {
  return (
    <section className={styles.panel} data-tone={tone}>
      <h2>
        {icon} {title}
      </h2>
      {children}
    </section>
  );
}

/** A day and a time of it, in China. */
export const moment = (at: string): string => formatTime(at, 'minute', language());

import { EditOutlined } from '@ant-design/icons';
import type { Profile } from '@sibai/contracts';
import { Failure, formatNumber, Loading, maskNumber, useErrorText } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Card, Flex, Typography } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Page } from '../frame/page';
import { AddressModal } from './address-modal';
import styles from './account.module.css';
import { OwnSessions } from './own-sessions';
import { profile, useRename } from './own';
import { PasswordModal } from './password-modal';
import { SecondStepCard } from './second-step-card';

/** The own account: who one is, how one signs in, and from where one is signed in. */
export function AccountPage() {
  const { t } = useTranslation('account');
  const query = useQuery(profile);
  return (
    <Page title={t('own.title')} lead={t('own.lead')}>
      {query.isPending && <Loading />}
      {query.isError && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && (
        <div className={styles.cards}>
          <ProfileCard me={query.data} />
          <PasswordCard />
          <SecondStepCard me={query.data} />
          <OwnSessions />
        </div>
      )}
    </Page>
  );
}

/** A fact and what can be done about it. */
export function Fact({ label, children, act }: { label: string; children: ReactNode; act?: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{label}</dt>
      <dd>{children}</dd>
      <dd>{act}</dd>
    </div>
  );
}

function ProfileCard({ me }: { me: Profile }) {
  const { t } = useTranslation('account');
  const { t: ui } = useTranslation('ui');
  const [binding, setBinding] = useState<'mobile' | 'email'>();
  const shown = { mobile: me.mobile && formatNumber(maskNumber(me.mobile)), email: me.email };
  return (
    <Card title={t('own.profile')}>
      <dl className={styles.facts}>
        <Fact label={t('own.name')}>
          <Name name={me.name} />
        </Fact>
        <Fact label={t('own.role')}>{ui(`role.${me.role}`)}</Fact>
        {(['mobile', 'email'] as const).map((kind) => (
          <Fact
            key={kind}
            label={t(`own.${kind}`)}
            act={
              <Button size="small" onClick={() => setBinding(kind)}>
                {me[kind] ? t('own.change') : t('own.bind')}
              </Button>
            }
          >
            {shown[kind] ? (
              <span className="tabular">{shown[kind]}</span>
            ) : (
              <Typography.Text type="secondary">{t('own.none')}</Typography.Text>
            )}
          </Fact>
        ))}
      </dl>
      <AddressModal kind={binding} onClose={() => setBinding(undefined)} />
    </Card>
  );
}

function Name({ name }: { name: string }) {
  const { t } = useTranslation('account');
  const { t: frame } = useTranslation('frame');
  const { message } = App.useApp();
  const errorText = useErrorText();
  const rename = useRename();
  const change = (typed: string): void => {
    if (typed.trim() === '' || typed.trim() === name) return;
    rename.mutate(typed.trim(), {
      onSuccess: () => void message.success(frame('saved')),
      onError: (error) => void message.error(errorText(error), 6),
    });
  };
  return (
    <Typography.Text
      editable={{ icon: <EditOutlined aria-label={t('own.name')} />, tooltip: false, maxLength: 40, onChange: change }}
    >
      {name}
    </Typography.Text>
  );
}

function PasswordCard() {
  const { t } = useTranslation('account');
  const [open, setOpen] = useState(false);
  return (
    <Card title={t('own.password')}>
      <Flex wrap justify="space-between" align="center" gap={12}>
        <Typography.Text type="secondary">{t('own.passwordHint')}</Typography.Text>
        <Button onClick={() => setOpen(true)}>{t('own.passwordChange')}</Button>
      </Flex>
      <PasswordModal open={open} onClose={() => setOpen(false)} />
    </Card>
  );
}

import { MailOutlined, PlusOutlined } from '@ant-design/icons';
import { may, type User } from '@sibai/contracts';
import { formatTime, language, PhoneNumber, useSignedIn } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Button, Flex, Tag, Tooltip, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Page } from '../frame/page';
import { QueryTable } from '../frame/query-table';
import { InvitationsTable } from './invitations-table';
import { InviteForm } from './invite-form';
import { UserActs } from './user-acts';
import { CreateUserForm, EditUserForm } from './user-form';
import { UserSessions } from './user-sessions';
import { users } from './users';

type Open = { readonly what: 'invite' | 'create' } | { readonly what: 'edit' | 'sessions'; readonly user: User };

export function UsersPage() {
  const { t } = useTranslation('account');
  const { t: frame } = useTranslation('frame');
  const { t: ui } = useTranslation('ui');
  const { user: me } = useSignedIn();
  const manage = may(me.role, 'user.manage');
  const query = useQuery(users);
  const [open, setOpen] = useState<Open>();
  const close = (): void => setOpen(undefined);

  const invite = manage && (
    <Button type="primary" icon={<MailOutlined />} onClick={() => setOpen({ what: 'invite' })}>
      {t('user.invite')}
    </Button>
  );
  const create = manage && (
    <Button icon={<PlusOutlined />} onClick={() => setOpen({ what: 'create' })}>
      {t('user.create')}
    </Button>
  );

  return (
    <Page
      title={frame('page.users')}
      lead={t('user.lead')}
      extra={
        manage && (
          <>
            {create}
            {invite}
          </>
        )
      }
    >
      <QueryTable<User>
        query={query}
        empty={t('user.empty')}
        emptyAction={invite}
        columns={[
          {
            title: t('user.name'),
            dataIndex: 'name',
            render: (name: string, { id }) => (id === me.id ? `${name} (${t('user.you')})` : name),
          },
          { title: t('user.signInBy'), key: 'address', render: (_, user) => <Addresses user={user} /> },
          { title: t('user.role'), dataIndex: 'role', render: (role: User['role']) => ui(`role.${role}`) },
          { title: t('user.state'), key: 'state', render: (_, user) => <State user={user} /> },
          {
            title: t('user.seen'),
            dataIndex: 'lastSeenAt',
            render: (at: string | null) =>
              at ? (
                <span className="tabular">{formatTime(at, 'short', language())}</span>
              ) : (
                <Typography.Text type="secondary">—</Typography.Text>
              ),
          },
          {
            title: frame('actions'),
            key: 'actions',
            align: 'right',
            hidden: !manage,
            render: (_, user) => (
              <UserActs
                user={user}
                self={user.id === me.id}
                onEdit={() => setOpen({ what: 'edit', user })}
                onSessions={() => setOpen({ what: 'sessions', user })}
              />
            ),
          },
        ]}
      />
      {manage && <InvitationsTable />}
      <InviteForm open={open?.what === 'invite'} onClose={close} />
      <CreateUserForm open={open?.what === 'create'} onClose={close} />
      {open?.what === 'edit' && <EditUserForm user={open.user} self={open.user.id === me.id} onClose={close} />}
      {open?.what === 'sessions' && <UserSessions user={open.user} onClose={close} />}
    </Page>
  );
}

function Addresses({ user: { email, mobile } }: { user: User }) {
  return (
    <Flex vertical>
      {mobile && <PhoneNumber number={mobile} />}
      {email && <span>{email}</span>}
    </Flex>
  );
}

function State({ user: { disabled, lockedUntil, secondStep } }: { user: User }) {
  const { t } = useTranslation('account');
  return (
    <Flex gap={4} wrap>
      <Tag color={disabled ? 'default' : 'success'}>{disabled ? t('user.disabled') : t('user.enabled')}</Tag>
      {lockedUntil && (
        <Tooltip title={t('user.lockedHint', { time: formatTime(lockedUntil, 'short', language()) })}>
          <Tag color="error">{t('user.locked')}</Tag>
        </Tooltip>
      )}
      {secondStep && <Tag color="blue">{t('user.second')}</Tag>}
    </Flex>
  );
}

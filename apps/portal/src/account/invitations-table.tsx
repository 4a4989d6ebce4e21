import type { Invitation } from '@sibai/contracts';
import { formatTime, language, PhoneNumber, useErrorText } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Card, Flex, Table, Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import styles from './account.module.css';
import { invitations, useResend, useRevoke } from './users';

const COLOURS = { open: 'processing', accepted: 'success', revoked: 'default', expired: 'warning' } as const;

/** Who was invited and has not come yet, and who has. Not there while nobody was. */
export function InvitationsTable() {
  const { t } = useTranslation('account');
  const { t: frame } = useTranslation('frame');
  const { t: ui } = useTranslation('ui');
  const { data } = useQuery(invitations);
  if (!data || data.length === 0) return null;
  const time = (at: string) => <span className="tabular">{formatTime(at, 'short', language())}</span>;
  return (
    <section aria-labelledby="invitations">
      <h2 id="invitations" className={styles.heading}>
        {t('invitation.title')}
      </h2>
      <Card styles={{ body: { padding: 0 } }}>
        <Table<Invitation>
          rowKey="id"
          size="middle"
          scroll={{ x: 'max-content' }}
          dataSource={data}
          pagination={{ pageSize: 10, hideOnSinglePage: true, style: { paddingInline: 16 } }}
          columns={[
            { title: t('user.name'), dataIndex: 'name' },
            {
              title: t('invitation.to'),
              key: 'to',
              render: (_, { mobile, email }) => (mobile ? <PhoneNumber number={mobile} /> : email),
            },
            { title: t('user.role'), dataIndex: 'role', render: (role: Invitation['role']) => ui(`role.${role}`) },
            {
              title: t('user.state'),
              dataIndex: 'state',
              render: (state: Invitation['state']) => (
                <Tag color={COLOURS[state]}>{t(`invitation.state.${state}`)}</Tag>
              ),
            },
            { title: t('invitation.by'), dataIndex: 'invitedBy' },
            { title: t('invitation.sent'), dataIndex: 'sentAt', render: time },
            { title: t('invitation.until'), dataIndex: 'expiresAt', render: time },
            {
              title: frame('actions'),
              key: 'actions',
              align: 'right',
              render: (_, invitation) => <InvitationActs invitation={invitation} />,
            },
          ]}
        />
      </Card>
    </section>
  );
}

function InvitationActs({ invitation: { id, name, state } }: { invitation: Invitation }) {
  const { t } = useTranslation('account');
  const { t: frame } = useTranslation('frame');
  const { modal, message } = App.useApp();
  const errorText = useErrorText();
  const resend = useResend();
  const revoke = useRevoke();
  if (state === 'accepted' || state === 'revoked') return null;

  const apply = async (act: Promise<unknown>, done: string): Promise<void> => {
    try {
      await act;
      void message.success(done);
    } catch (error) {
      void message.error(errorText(error), 6);
    }
  };
  const ask = (): void =>
    void modal.confirm({
      title: t('invitation.revokeQuestion', { name }),
      content: t('invitation.revokeHint'),
      okText: t('invitation.revoke'),
      okButtonProps: { danger: true },
      cancelText: frame('action.cancel'),
      onOk: () => apply(revoke.mutateAsync(id), t('invitation.revoked')),
    });
  return (
    <Flex justify="end" gap={4}>
      <Button
        type="text"
        size="small"
        loading={resend.isPending}
        onClick={() => void apply(resend.mutateAsync(id), t('invitation.resent'))}
      >
        {t('invitation.resend')}
      </Button>
      <Button danger type="text" size="small" onClick={ask}>
        {t('invitation.revoke')}
      </Button>
    </Flex>
  );
}

import { LogoutOutlined, SafetyCertificateOutlined, UserOutlined } from '@ant-design/icons';
import { App, Button, Dropdown, Grid, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

import { useSignedIn, useSignOut } from '../api/session.js';
import { useErrorText } from '../i18n/error-text.js';

interface Props {
  /** Lets an app put its things away first. */
  readonly beforeSignOut?: () => Promise<void>;
  /** Goes to the page of the own account; absent: it opens beside this page, which may hold a call. */
  readonly onAccount?: (() => void) | undefined;
}

/** Who is signed in, the own account, and the way out. */
export function UserMenu({ beforeSignOut, onAccount }: Props) {
  const { t } = useTranslation('ui');
  const { user, tenant } = useSignedIn();
  const { message } = App.useApp();
  const errorText = useErrorText();
  const signOut = useSignOut();
  const wide = Grid.useBreakpoint().md;

  const leave = async (): Promise<void> => {
    try {
      await beforeSignOut?.();
      await signOut.mutateAsync();
    } catch (error) {
      void message.error(errorText(error));
    }
  };

  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          {
            key: 'who',
            type: 'group',
            label: (
              <>
                <Typography.Text strong>{user.name}</Typography.Text>
                <br />
                <Typography.Text type="secondary">
                  {user.email ?? user.mobile}
                  <br />
                  {tenant.name} · {t(`role.${user.role}`)}
                </Typography.Text>
              </>
            ),
          },
          { type: 'divider' },
          {
            key: 'account',
            icon: <SafetyCertificateOutlined />,
            label: t('action.account'),
            onClick: () => (onAccount ? onAccount() : window.open('/account', '_blank', 'noopener')),
          },
          { key: 'out', icon: <LogoutOutlined />, label: t('action.signOut'), onClick: () => void leave() },
        ],
      }}
    >
      <Button type="text" icon={<UserOutlined />} aria-label={t('account')}>
        {wide ? user.name : null}
      </Button>
    </Dropdown>
  );
}

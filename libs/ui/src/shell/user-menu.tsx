import { LogoutOutlined, UserOutlined } from '@ant-design/icons';
import { App, Button, Dropdown, Grid, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

import { useSignedIn, useSignOut } from '../api/session.js';
import { useErrorText } from '../i18n/error-text.js';

/** Who is signed in, and the way out. `beforeSignOut` lets an app put its things away first. */
export function UserMenu({ beforeSignOut }: { beforeSignOut?: () => Promise<void> }) {
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

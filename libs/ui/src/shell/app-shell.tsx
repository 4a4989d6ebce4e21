import { MenuOutlined } from '@ant-design/icons';
import { Button, Drawer, Flex, Grid, Layout, Menu, type MenuProps } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useSignedIn } from '../api/session.js';
import { Brand } from './brand.js';
import { Preferences } from './preferences.js';
import styles from './app-shell.module.css';
import { UserMenu } from './user-menu.js';

interface Props {
  readonly menu: NonNullable<MenuProps['items']>;
  readonly active: string;
  readonly onGo: (key: string) => void;
  readonly onAccount?: () => void;
  /** Shown in the header, before language and account. */
  readonly tools?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of a signed-in app: menu at the side (in a drawer on narrow screens), header, and the page. */
export function AppShell({ menu, active, onGo, onAccount, tools, children }: Props) {
  const { t } = useTranslation('ui');
  const { tenant } = useSignedIn();
  const wide = Grid.useBreakpoint().lg ?? window.innerWidth >= 992;
  const [open, setOpen] = useState(false);

  const items = (
    <Menu
      mode="inline"
      items={menu}
      selectedKeys={[active]}
      style={{ borderInlineEnd: 0, background: 'transparent' }}
      onClick={({ key }) => {
        setOpen(false);
        onGo(key);
      }}
    />
  );

  return (
    <Layout style={{ minHeight: '100vh' }}>
      <a className={styles.skip} href="#content">
        {t('action.skip')}
      </a>
      {wide && (
        <Layout.Sider width={216} theme="light" className={styles.side}>
          <div className={styles.brand}>
            <Brand />
          </div>
          <nav aria-label={t('action.menu')}>{items}</nav>
        </Layout.Sider>
      )}
      <Layout>
        <Layout.Header className={styles.header}>
          <Flex align="center" gap={8} style={{ minWidth: 0 }}>
            {!wide && (
              <Button type="text" icon={<MenuOutlined />} aria-label={t('action.menu')} onClick={() => setOpen(true)} />
            )}
            <span className={styles.tenant}>{tenant.name}</span>
          </Flex>
          <Flex align="center" gap={2}>
            {tools}
            <Preferences />
            <UserMenu onAccount={onAccount} />
          </Flex>
        </Layout.Header>
        <Layout.Content id="content" tabIndex={-1} role="main" className={styles.content}>
          {children}
        </Layout.Content>
      </Layout>
      <Drawer
        placement="left"
        size={264}
        open={open && !wide}
        onClose={() => setOpen(false)}
        title={<Brand />}
        styles={{ body: { padding: 8 } }}
      >
        <nav aria-label={t('action.menu')}>{items}</nav>
      </Drawer>
    </Layout>
  );
}

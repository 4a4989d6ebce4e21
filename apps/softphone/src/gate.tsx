import { may } from '@sibai/contracts';
import { SignInPage, UserMenu, useSession } from '@sibai/ui';
import { Button, Flex, Result } from 'antd';
import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

import { DeskPage } from './desk/desk-page';
import { useStore } from './platform/store';
import { tab } from './platform/tab';

/** Who may sit at the desk: somebody signed in, whose role answers calls, in one window. */
export function Gate() {
  const { t } = useTranslation('desk');
  const session = useSession();
  if (!session) return <SignInPage title={t('title')} />;
  return may(session.user.role, 'agent.work') ? <OneWindow /> : <NotAnAgent />;
}

function NotAnAgent() {
  const { t } = useTranslation('desk');
  return (
    <Aside>
      <Result
        status="info"
        title={t('gate.roleTitle')}
        subTitle={t('gate.roleText')}
        extra={
          <Button type="primary" href="/">
            {t('gate.portal')}
          </Button>
        }
      />
    </Aside>
  );
}

function OneWindow() {
  const { t } = useTranslation('desk');
  const where = useStore(tab);
  useEffect(() => tab.claim(), []);
  if (where === 'waiting') return null;
  if (where === 'here') return <DeskPage />;
  return (
    <Aside>
      <Result
        status="warning"
        title={t('gate.otherTitle')}
        subTitle={t('gate.otherText')}
        extra={
          <Button type="primary" onClick={() => tab.takeOver()}>
            {t('gate.takeOver')}
          </Button>
        }
      />
    </Aside>
  );
}

function Aside({ children }: { children: ReactNode }) {
  return (
    <>
      <Flex justify="end" style={{ padding: 12 }}>
        <UserMenu />
      </Flex>
      <Flex component="main" justify="center">
        <div style={{ maxWidth: 640 }}>{children}</div>
      </Flex>
    </>
  );
}

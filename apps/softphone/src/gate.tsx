import { may } from '@sibai/contracts';
import { Loading, SignInPage, UserMenu, useSession } from '@sibai/ui';
import { Button, Flex, Result } from 'antd';
import { type ReactNode, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';

import { DeskPage } from './desk/desk-page';
import { MirrorPage } from './desk/mirror-page';
import { link } from './desk/workplace';
import { useStore } from './platform/store';
import { tab } from './platform/tab';

/** Who may sit at the desk: somebody signed in, whose role answers calls, in one window of one device. */
export function Gate() {
  const { t } = useTranslation('desk');
  const session = useSession();
  if (!session) return <SignInPage title={t('title')} />;
  return may(session.user.role, 'agent.work') ? <OneDesk /> : <NotAnAgent />;
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

function OneDesk() {
  const where = useStore(tab);
  const seat = useStore(link.seat);
  useEffect(() => tab.claim(), []);
  useEffect(() => {
    if (where === 'waiting') return;
    link.open(where === 'elsewhere');
    return () => link.close();
  }, [where]);
  if (where === 'waiting') return <Loading />;
  const here = where === 'here' && seat?.mine !== false;
  return (
    <Suspense fallback={<Loading />}>
      {here ? <DeskPage /> : <MirrorPage of={where === 'here' ? seat : null} />}
    </Suspense>
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

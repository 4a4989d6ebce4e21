import { ArrowRightOutlined } from '@ant-design/icons';
import { may, type Role } from '@sibai/contracts';
import { AppShell, ErrorBoundary, Loading, SignInPage, useSession, useSignedIn } from '@sibai/ui';
import { Button, Grid, type MenuProps } from 'antd';
import { Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useLocation, useMatches, useNavigate } from 'react-router';

import { Welcome } from '../home/welcome';
import { steering } from '../steering/steering';
import { SupervisionBar } from '../steering/supervision-bar';
import { CallBadge } from '../test-call/call-badge';
import { PAGE_NAMES, type PageName, PAGES, SECTIONS } from './pages';
import { PublicShell } from './public-shell';
import { Denied } from './refusals';

/** What a route says of itself: the menu entry it belongs to, and so the permission it needs, or that it is for everybody. */
export interface RouteHandle {
  readonly page: PageName | 'public';
}

/** Decides what an address shows: the public page, the sign-in page, or the page within the menu. */
export function Frame() {
  const { t } = useTranslation('frame');
  const session = useSession();
  // Nobody goes on listening to a call in the name of who has signed out.
  useEffect(() => {
    if (!session) steering.abandon();
  }, [session]);
  const { pathname } = useLocation();
  const handle = useMatches().at(-1)?.handle as RouteHandle | undefined;
  if (handle?.page === 'public')
    return (
      <PublicShell signedIn={session !== null}>
        <Outlet />
      </PublicShell>
    );
  if (!session && pathname === '/')
    return (
      <PublicShell signedIn={false}>
        <Welcome />
      </PublicShell>
    );
  if (!session) return <SignInPage title={t('signInTitle')} />;
  return <SignedIn role={session.user.role} />;
}

function SignedIn({ role }: { role: Role }) {
  const go = useNavigate();
  const { pathname } = useLocation();
  const handle = useMatches().at(-1)?.handle as RouteHandle | undefined;
  const page = handle?.page === 'public' ? undefined : handle?.page;
  const allowed = page === undefined || may(role, PAGES[page].permission);

  return (
    <AppShell
      menu={useMenu(role)}
      active={page ?? ''}
      onGo={(key) => void go(PAGES[key as PageName].path)}
      onAccount={() => void go('/account')}
      tools={<Tools />}
    >
      {/* Keyed by address, so that a page that failed does not keep the next one from showing. */}
      <ErrorBoundary key={pathname}>
        <Suspense fallback={<Loading />}>{allowed ? <Outlet /> : <Denied />}</Suspense>
      </ErrorBoundary>
      {may(role, 'floor.steer') && <SupervisionBar />}
    </AppShell>
  );
}

function Tools() {
  return (
    <>
      <CallBadge />
      <ToDesk />
    </>
  );
}

function ToDesk() {
  const { t } = useTranslation('frame');
  const wide = Grid.useBreakpoint().md;
  const { role } = useSignedIn().user;
  if (!may(role, 'agent.work') || !wide) return null;
  return (
    <Button type="text" href="/desk/" icon={<ArrowRightOutlined />} iconPlacement="end">
      {t('desk')}
    </Button>
  );
}

function useMenu(role: Role): NonNullable<MenuProps['items']> {
  const { t } = useTranslation('frame');
  const seen = PAGE_NAMES.filter((name) => may(role, PAGES[name].permission));
  return SECTIONS.flatMap((section): NonNullable<MenuProps['items']> => {
    const items = seen
      .filter((name) => PAGES[name].section === section)
      .map((key) => ({ key, icon: PAGES[key].icon, label: t(`page.${key}`) }));
    if (items.length === 0 || section === null) return items;
    return [{ type: 'group', key: section, label: t(`section.${section}`), children: items }];
  });
}

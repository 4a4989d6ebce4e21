import { Brand, ErrorBoundary, Loading, Preferences } from '@sibai/ui';
import { Button } from 'antd';
import { type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink, useLocation } from 'react-router';

import styles from './public-shell.module.css';

const PLACES = ['numbers', 'pricing', 'verify-contract'] as const;

/** The frame of the pages for everybody: what there is to see, and the ways in. */
export function PublicShell({ signedIn, children }: { signedIn: boolean; children: ReactNode }) {
  const { t } = useTranslation('frame');
  const { pathname } = useLocation();
  return (
    <div className={styles.page}>
      <header className={styles.bar}>
        <Link to="/" className={styles.brand}>
          <Brand />
        </Link>
        <nav className={styles.places} aria-label={t('public.menu')}>
          {PLACES.map((place) => (
            <NavLink key={place} to={`/${place}`}>
              {t(`public.${place}`)}
            </NavLink>
          ))}
        </nav>
        <div className={styles.ways}>
          <Preferences />
          {signedIn ? (
            <Link to="/">
              <Button type="primary">{t('public.enter')}</Button>
            </Link>
          ) : (
            <>
              <Link to="/sign-in">
                <Button type="text">{t('public.signIn')}</Button>
              </Link>
              <Link to="/sign-up">
                <Button type="primary">{t('public.signUp')}</Button>
              </Link>
            </>
          )}
        </div>
      </header>
      <main className={styles.main}>
        <ErrorBoundary key={pathname}>
          <Suspense fallback={<Loading />}>{children}</Suspense>
        </ErrorBoundary>
      </main>
    </div>
  );
}

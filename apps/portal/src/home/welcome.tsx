import { ArrowRightOutlined } from '@ant-design/icons';
import { Brand, Preferences, SignInForm, useTitle } from '@sibai/ui';
import { Button, Card, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

import { FirstCall } from './first-call';
import styles from './welcome.module.css';

const STAGES = ['trunk', 'ivr', 'acd', 'agent', 'recording', 'cdr'] as const;

/** The first page for somebody who is not signed in: what this is, where to go, how to place a first call. */
export function Welcome() {
  const { t } = useTranslation('home');
  const { t: frame } = useTranslation('frame');
  useTitle();
  return (
    <div className={styles.page}>
      <header className={styles.bar}>
        <Brand />
        <div>
          <Preferences />
          <Button type="text" href="/desk/" icon={<ArrowRightOutlined />} iconPlacement="end">
            {frame('desk')}
          </Button>
        </div>
      </header>

      <main>
        <section className={styles.hero}>
          <div>
            <h1 className={styles.title}>{t('hero.title')}</h1>
            <p className={styles.lead}>{t('hero.lead')}</p>
            <Button type="primary" size="large" href="/desk/" icon={<ArrowRightOutlined />} iconPlacement="end">
              {t('hero.desk')}
            </Button>
            <p className={styles.hint}>{t('hero.deskHint')}</p>
          </div>
          <Card className={styles.signIn ?? ''}>
            <Typography.Title level={2} style={{ fontSize: 18, marginBlock: '0 4px' }}>
              {frame('signInTitle')}
            </Typography.Title>
            <Typography.Paragraph type="secondary">{t('hero.portalHint')}</Typography.Paragraph>
            <SignInForm autoFocus={false} />
          </Card>
        </section>

        <section className={styles.section} aria-labelledby="path">
          <h2 id="path">{t('path.title')}</h2>
          <ol className={styles.path}>
            {STAGES.map((stage) => (
              <li key={stage}>
                <strong>{t(`path.${stage}.0`)}</strong>
                <span>{t(`path.${stage}.1`)}</span>
              </li>
            ))}
          </ol>
        </section>

        <section className={styles.section} aria-labelledby="first">
          <h2 id="first">{t('first.title')}</h2>
          <FirstCall />
          <p className={styles.hint}>{t('first.hint')}</p>
        </section>
      </main>
    </div>
  );
}

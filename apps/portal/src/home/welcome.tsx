import { ArrowRightOutlined } from '@ant-design/icons';
import { formatYuan, useTitle } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { NumberTeaser } from '../number/number-teaser';
import { leastFen, tariffs } from '../plan/plans';
import { FirstCall } from './first-call';
import styles from './welcome.module.css';

const WAY = ['signUp', 'verification', 'number', 'plan', 'contract', 'payment', 'line'] as const;
const FEATURES = ['ivr', 'acd', 'desk', 'live', 'recording', 'open'] as const;
const STAGES = ['trunk', 'ivr', 'acd', 'agent', 'recording', 'cdr'] as const;
const QUESTIONS = ['papers', 'long', 'free', 'outbound', 'own', 'leave'] as const;

/** The first page for somebody who is not signed in: what this is, a number to fall for, what it costs, the way in. */
export function Welcome() {
  const { t } = useTranslation('home');
  useTitle();
  return (
    <>
      <section className={styles.hero}>
        <h1>{t('hero.title')}</h1>
        <p>{t('hero.lead')}</p>
        <NumberTeaser />
        <div className={styles.ways}>
          <Link to="/sign-up">
            <Button type="primary" size="large" icon={<ArrowRightOutlined />} iconPlacement="end">
              {t('hero.signUp')}
            </Button>
          </Link>
          <Button size="large" href="/desk/">
            {t('hero.desk')}
          </Button>
        </div>
      </section>

      <section className={styles.section} aria-labelledby="way">
        <h2 id="way">{t('way.title')}</h2>
        <p className={styles.lead}>{t('way.lead')}</p>
        <ol className={styles.way}>
          {WAY.map((step, i) => (
            <li key={step}>
              <span aria-hidden>{i + 1}</span>
              <strong>{t(`way.${step}.0`)}</strong>
              <small>{t(`way.${step}.1`)}</small>
              <em>{t(`way.${step}.2`)}</em>
            </li>
          ))}
        </ol>
      </section>

      <section className={styles.section} aria-labelledby="features">
        <h2 id="features">{t('features.title')}</h2>
        <ul className={styles.features}>
          {FEATURES.map((feature) => (
            <li key={feature}>
              <strong>{t(`features.${feature}.0`)}</strong>
              <p>{t(`features.${feature}.1`)}</p>
            </li>
          ))}
        </ul>
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

      <Prices />

      <section className={styles.section} aria-labelledby="questions">
        <h2 id="questions">{t('questions.title')}</h2>
        <div className={styles.questions}>
          {QUESTIONS.map((question) => (
            <details key={question}>
              <summary>{t(`questions.${question}.0`)}</summary>
              <p>{t(`questions.${question}.1`)}</p>
            </details>
          ))}
        </div>
      </section>

      <section className={styles.section} aria-labelledby="first">
        <h2 id="first">{t('first.title')}</h2>
        <FirstCall />
        <p className={styles.hint}>{t('first.hint')}</p>
      </section>

      <footer className={styles.footer}>
        <span>{t('footer.about')}</span>
        <nav aria-label={t('footer.links')}>
          <Link to="/sign-in">{t('footer.signIn')}</Link>
          <a href="/desk/">{t('footer.desk')}</a>
          <Link to="/verify-contract">{t('footer.verify')}</Link>
        </nav>
      </footer>
    </>
  );
}

/** What each tariff begins at; nothing while the list is not there, since the page of prices says why. */
function Prices() {
  const { t, i18n } = useTranslation('home');
  const { data } = useQuery(tariffs);
  if (!data?.length) return null;
  return (
    <section className={styles.section} aria-labelledby="prices">
      <h2 id="prices">{t('prices.title')}</h2>
      <ul className={styles.prices}>
        {data.map(({ id, terms }) => (
          <li key={id}>
            <strong>{i18n.language === 'en' ? terms.name.en : terms.name.zh}</strong>
            <span>
              <b className="tabular">{formatYuan(leastFen(terms))}</b> {t('prices.from')}
            </span>
            <small>{i18n.language === 'en' ? terms.summary.en : terms.summary.zh}</small>
          </li>
        ))}
      </ul>
      <Link to="/pricing">
        <Button>{t('prices.more')}</Button>
      </Link>
    </section>
  );
}

import { CheckCircleFilled, DownloadOutlined } from '@ant-design/icons';
import type { Contract } from '@sibai/contracts';
import { formatTime, type Language, PhoneNumber } from '@sibai/ui';
import { Button, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import styles from './contract.module.css';
import { pdfPath } from './contracts';

/** A signed contract: what it is, how to keep it, and by what anybody knows it is genuine. */
export function SignedCard({ contract, action }: { contract: Contract; action?: ReactNode }) {
  const { t, i18n } = useTranslation('contract');
  const { no, number, signedAt, signedBy, fileSha256, evidence } = contract;
  const rows: [string, ReactNode][] = [
    [t('signed.no'), no],
    [t('signed.number'), <PhoneNumber key="number" number={number} />],
    [t('signed.at'), signedAt && formatTime(signedAt, 'full', i18n.language as Language)],
    [t('signed.by'), signedBy],
    [t('signed.hash'), fileSha256 && <Hash key="hash" value={fileSha256} />],
    [
      t('signed.place'),
      evidence && t('signed.placeSays', { seq: evidence.seq, hash: `${evidence.hash.slice(0, 16)}…` }),
    ],
  ];
  return (
    <section className={styles.signed} aria-label={t('page.signedTitle')}>
      <header>
        <CheckCircleFilled />
        <div>
          <strong>{t('page.signedTitle')}</strong>
          <p>{t('page.signedLead')}</p>
        </div>
      </header>
      <dl>
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <footer>
        {action}
        <Button icon={<DownloadOutlined />} href={pdfPath(contract.id)}>
          {t('document.download')}
        </Button>
        <Link to="/verify-contract">
          <Button>{t('signed.verify')}</Button>
        </Link>
        <Link to="/contracts">
          <Button type="text">{t('signed.all')}</Button>
        </Link>
      </footer>
    </section>
  );
}

export function Hash({ value }: { value: string }) {
  return (
    <Typography.Text code copyable className={styles.hash ?? ''}>
      {value}
    </Typography.Text>
  );
}

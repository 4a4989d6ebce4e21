import {
  CheckCircleFilled,
  CloseCircleFilled,
  DownloadOutlined,
  ExclamationCircleFilled,
  InboxOutlined,
} from '@ant-design/icons';
import type { ContractVerdict } from '@sibai/contracts';
import { formatNumber, formatTime, type Language, Refused, useTitle } from '@sibai/ui';
import { Alert, Button, Spin, Upload } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import styles from './contract.module.css';
import { useVerify } from './contracts';
import { Hash } from './signed-card';

/** For everybody who has a contract in their hands: is it ours, and as it was signed. */
export function VerifyPage() {
  const { t } = useTranslation('contract');
  useTitle(t('verify.title'));
  const verify = useVerify();
  return (
    <div className={styles.verify}>
      <header>
        <h1>{t('verify.title')}</h1>
        <p>{t('verify.lead')}</p>
      </header>
      <Refused error={verify.error} />
      {verify.data ? (
        <Verdict verdict={verify.data} />
      ) : (
        <Upload.Dragger
          accept=".pdf,application/pdf"
          maxCount={1}
          showUploadList={false}
          disabled={verify.isPending}
          beforeUpload={(file) => {
            verify.mutate(file);
            return false;
          }}
        >
          <div className={styles.drop}>{verify.isPending ? <Spin size="large" /> : <InboxOutlined />}</div>
          <strong>{t('verify.drop')}</strong>
          <p className={styles.hint}>{t('verify.hint')}</p>
        </Upload.Dragger>
      )}
      {verify.data && (
        <Button block size="large" onClick={() => verify.reset()}>
          {t('verify.again')}
        </Button>
      )}
      <section className={styles.how}>
        <h2>{t('verify.how')}</h2>
        <p>{t('verify.howSays')}</p>
        <Button type="link" icon={<DownloadOutlined />} href="/api/contracts/certificate" style={{ padding: 0 }}>
          {t('verify.certificate')}
        </Button>
        <p className={styles.hint}>{t('verify.certificateHint')}</p>
      </section>
    </div>
  );
}

const ICONS: Record<ContractVerdict['verdict'], ReactNode> = {
  valid: <CheckCircleFilled />,
  altered: <CloseCircleFilled />,
  not_ours: <ExclamationCircleFilled />,
};

function Verdict({ verdict: { verdict, checks, contract, no, sha256 } }: { verdict: ContractVerdict }) {
  const { t, i18n } = useTranslation('contract');
  const facts: [string, ReactNode][] = contract
    ? [
        [t('verify.facts.no'), no],
        [t('verify.facts.kind'), t(`kind.${contract.kind}`)],
        [t('verify.facts.number'), formatNumber(contract.number)],
        [t('verify.facts.customer'), contract.customer],
        [t('verify.facts.provider'), contract.provider],
        [t('verify.facts.signedAt'), formatTime(contract.signedAt, 'full', i18n.language as Language)],
        [
          t('verify.facts.place'),
          t('signed.placeSays', { seq: contract.evidence.seq, hash: `${contract.evidence.hash.slice(0, 16)}…` }),
        ],
        [t('verify.facts.hash'), <Hash key="hash" value={sha256} />],
      ]
    : [[t('verify.facts.hash'), <Hash key="hash" value={sha256} />]];
  const over = contract && contract.state !== 'signed';
  return (
    <section className={styles.verdict} data-verdict={verdict} aria-live="polite">
      <header>
        {ICONS[verdict]}
        <div>
          <strong>{t(`verify.${verdict}.title`)}</strong>
          <p>{t(`verify.${verdict}.lead`)}</p>
          {verdict === 'altered' && no && <p>{t('verify.claims', { no })}</p>}
        </div>
      </header>
      {over && <Alert type="warning" showIcon title={t('verify.ended')} />}
      <ul>
        {checks.map(({ check, passed }) => (
          <li key={check} data-passed={passed}>
            {passed ? <CheckCircleFilled /> : <CloseCircleFilled />}
            {t(`verify.check.${check}.${passed ? 'passed' : 'failed'}`)}
          </li>
        ))}
      </ul>
      <dl>
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

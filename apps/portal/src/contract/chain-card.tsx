import { CheckCircleFilled, CloseCircleFilled, QuestionCircleFilled } from '@ant-design/icons';
import { Failure, formatTime, type Language, Loading, Refused } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Card, Descriptions, Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import styles from './contract.module.css';
import { chain, useCheckChain } from './contracts';
import { Hash } from './signed-card';

/** The state of the chain of signatures as it was last found, and what the platform signs with. */
export function ChainCard() {
  const { t, i18n } = useTranslation('contract');
  const state = useQuery(chain);
  const check = useCheckChain();
  if (state.isPending) return <Loading />;
  if (state.isError) return <Failure error={state.error} onRetry={() => void state.refetch()} />;
  const { last, certificate } = state.data;
  const time = (at: string) => formatTime(at, 'full', i18n.language as Language);
  const standing = !last ? 'never' : last.fault ? 'broken' : 'sound';
  const icon = { never: <QuestionCircleFilled />, broken: <CloseCircleFilled />, sound: <CheckCircleFilled /> };
  return (
    <div className={styles.chain}>
      <Card
        title={
          <span className={styles.standing} data-standing={standing}>
            {icon[standing]} {t(`chain.${standing}`)}
          </span>
        }
        extra={
          <Button loading={check.isPending} onClick={() => check.mutate()}>
            {t('chain.check')}
          </Button>
        }
      >
        <Refused error={check.error} />
        {last?.fault && (
          <Alert
            type="error"
            showIcon
            style={{ marginBlockEnd: 16 }}
            title={t(`chain.fault.${last.fault.kind}`, { seq: last.fault.seq ?? '—', no: last.fault.no ?? '—' })}
          />
        )}
        {last && (
          <Descriptions
            column={1}
            items={[
              { key: 'entries', label: t('chain.entries'), children: last.entries },
              { key: 'head', label: t('chain.head'), children: <Hash value={last.head} /> },
              { key: 'at', label: t('chain.at'), children: time(last.at) },
            ]}
          />
        )}
        <p className={styles.hint}>{t('chain.nightly')}</p>
      </Card>
      <Card
        title={t('chain.certificate')}
        extra={<Tag>{certificate.selfMade ? t('chain.selfMade') : t('chain.configured')}</Tag>}
      >
        <Descriptions
          column={1}
          items={[
            { key: 'subject', label: t('chain.subject'), children: certificate.subject },
            {
              key: 'validity',
              label: t('chain.validity'),
              children: `${time(certificate.notBefore)} – ${time(certificate.notAfter)}`,
            },
            { key: 'print', label: t('chain.fingerprint'), children: <Hash value={certificate.fingerprint} /> },
          ]}
        />
      </Card>
    </div>
  );
}

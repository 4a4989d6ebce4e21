import { DownloadOutlined } from '@ant-design/icons';
import type { Contract, ContractState } from '@sibai/contracts';
import { formatTime, type Language, PhoneNumber } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { Page } from '../frame/page';
import { QueryTable } from '../frame/query-table';
import { contracts, desk, pdfPath } from './contracts';
import { Hash } from './signed-card';

const COLOURS: Record<ContractState, string> = {
  draft: 'processing',
  signing: 'processing',
  signed: 'success',
  superseded: 'default',
  ended: 'default',
};

export function StateTag({ state }: { state: ContractState }) {
  const { t } = useTranslation('contract');
  return <Tag color={COLOURS[state]}>{t(`state.${state}`)}</Tag>;
}

/** Reasons the product gives itself; the operator's are in words. */
const REASONS = ['arrears', 'closed', 'transferred', 'released'] as const;
const isKnown = (reason: string): reason is (typeof REASONS)[number] => (REASONS as readonly string[]).includes(reason);

/** All contracts of the enterprise with their originals. */
export function ContractsPage() {
  const { t, i18n } = useTranslation('contract');
  const list = useQuery(contracts);
  const standing = useQuery(desk);
  const toSign = (
    <Link to="/onboarding/contract">
      <Button type="primary" size="small">
        {t('list.sign')}
      </Button>
    </Link>
  );
  return (
    <Page title={t('list.title')} lead={t('list.lead')}>
      {standing.data?.toSign && (
        <Alert type="info" showIcon title={t('list.toSign')} action={toSign} style={{ marginBlockEnd: 16 }} />
      )}
      <QueryTable<Contract>
        query={list}
        empty={t('list.empty')}
        expandable={{
          rowExpandable: ({ fileSha256 }) => fileSha256 !== null,
          expandedRowRender: ({ fileSha256, evidence }) => (
            <>
              {t('signed.hash')} <Hash value={fileSha256 ?? ''} />
              <br />
              {evidence && `${t('signed.place')} ${t('signed.placeSays', { seq: evidence.seq, hash: evidence.hash })}`}
            </>
          ),
        }}
        columns={[
          {
            title: t('list.no'),
            render: (_, { no, supplementTo }) => (
              <>
                {no}
                {supplementTo && (
                  <>
                    <br />
                    <small>{t('list.to', { no: supplementTo })}</small>
                  </>
                )}
              </>
            ),
          },
          { title: t('list.kind'), render: (_, { kind }) => t(`kind.${kind}`) },
          { title: t('list.number'), render: (_, { number }) => <PhoneNumber number={number} /> },
          {
            title: t('list.plan'),
            render: (_, { facts: { tariff } }) => (i18n.language === 'en' ? tariff.en : tariff.zh),
          },
          {
            title: t('list.state'),
            render: (_, { state, endReason }) => (
              <>
                <StateTag state={state} />
                {endReason !== null && (
                  <>
                    <br />
                    <small>{isKnown(endReason) ? t(`ended.${endReason}`) : endReason}</small>
                  </>
                )}
              </>
            ),
          },
          {
            title: t('list.signedAt'),
            render: (_, { signedAt }) => (signedAt ? formatTime(signedAt, 'minute', i18n.language as Language) : '—'),
          },
          {
            align: 'right',
            render: (_, { id, fileSha256 }) =>
              fileSha256 === null ? (
                toSign
              ) : (
                <Button type="text" size="small" icon={<DownloadOutlined />} href={pdfPath(id)}>
                  {t('list.download')}
                </Button>
              ),
          },
        ]}
      />
    </Page>
  );
}

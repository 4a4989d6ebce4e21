import { PlusOutlined } from '@ant-design/icons';
import type { Terms } from '@sibai/contracts';
import { formatTime, type Language } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Button, Drawer, Tabs, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Page } from '../frame/page';
import { QueryTable } from '../frame/query-table';
import { ChainCard } from './chain-card';
import { termsVersions } from './contracts';
import { CustomerContracts } from './customer-contracts';
import { PublishForm } from './publish-form';
import { TermsDiff, TermsText } from './terms-text';

const COLOURS: Record<Terms['state'], string> = { upcoming: 'processing', in_force: 'success', replaced: 'default' };

/** The operator's side of contracts: versions of the terms, the contracts of all customers, the chain of signatures. */
export function TermsPage() {
  const { t } = useTranslation('contract');
  const [publishing, setPublishing] = useState(false);
  const versions = useQuery(termsVersions);
  const newest = versions.data?.[0];
  return (
    <Page
      title={t('terms.title')}
      lead={t('terms.lead')}
      extra={
        <Button type="primary" icon={<PlusOutlined />} disabled={!newest} onClick={() => setPublishing(true)}>
          {t('terms.publish')}
        </Button>
      }
    >
      <Tabs
        items={[
          { key: 'versions', label: t('terms.versions'), children: <Versions /> },
          { key: 'contracts', label: t('terms.contracts'), children: <CustomerContracts /> },
          { key: 'chain', label: t('terms.chain'), children: <ChainCard /> },
        ]}
      />
      {newest && <PublishForm newest={newest} open={publishing} onClose={() => setPublishing(false)} />}
    </Page>
  );
}

function Versions() {
  const { t, i18n } = useTranslation('contract');
  const versions = useQuery(termsVersions);
  const [shown, setShown] = useState<{ terms: Terms; as: 'text' | 'diff' } | null>(null);
  const time = (at: string) => formatTime(at, 'minute', i18n.language as Language);
  const before = shown && versions.data?.find(({ version }) => version === shown.terms.version - 1);
  return (
    <>
      <QueryTable<Terms>
        query={versions}
        empty=""
        columns={[
          { title: t('terms.version'), render: (_, { version }) => t('terms.versionNo', { version }) },
          {
            title: t('terms.state'),
            render: (_, { state }) => <Tag color={COLOURS[state]}>{t(`terms.states.${state}`)}</Tag>,
          },
          { title: t('terms.from'), render: (_, { effectiveFrom }) => time(effectiveFrom) },
          { title: t('terms.note'), dataIndex: 'note' },
          { title: t('terms.signed'), align: 'right', dataIndex: 'signed' },
          {
            title: t('terms.published'),
            render: (_, { publishedAt, publishedBy }) =>
              t('terms.by', { time: time(publishedAt), name: publishedBy ?? t('terms.builtIn') }),
          },
          {
            align: 'right',
            render: (_, terms) => (
              <>
                <Button type="text" size="small" onClick={() => setShown({ terms, as: 'text' })}>
                  {t('terms.read')}
                </Button>
                {terms.version > 1 && (
                  <Button type="text" size="small" onClick={() => setShown({ terms, as: 'diff' })}>
                    {t('terms.compare')}
                  </Button>
                )}
              </>
            ),
          },
        ]}
      />
      <Drawer
        size={720}
        open={shown !== null}
        onClose={() => setShown(null)}
        title={shown && `${shown.terms.title} · ${t('terms.versionNo', { version: shown.terms.version })}`}
      >
        {shown?.as === 'text' && <TermsText body={shown.terms.body} />}
        {shown?.as === 'diff' && <TermsDiff before={before?.body ?? ''} after={shown.terms.body} />}
      </Drawer>
    </>
  );
}

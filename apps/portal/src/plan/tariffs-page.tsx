import { PlusOutlined } from '@ant-design/icons';
import type { Tariff } from '@sibai/contracts';
import { formatTime, formatYuan, type Language } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Popconfirm, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Page } from '../frame/page';
import { QueryTable } from '../frame/query-table';
import { tariffVersions, useWithdrawTariff } from './plans';
import { TariffForm } from './tariff-form';

/** The operator's price list: every version, what is in force, and a new one from any of them. */
export function TariffsPage() {
  const { t, i18n } = useTranslation('plan');
  const { t: frame } = useTranslation('frame');
  const { message } = App.useApp();
  const versions = useQuery(tariffVersions);
  const withdraw = useWithdrawTariff();
  const [draft, setDraft] = useState<Tariff | 'new' | null>(null);
  const language = i18n.language as Language;
  const now = new Date().toISOString();

  const stateOf = ({ code, effectiveFrom, withdrawnFrom }: Tariff) => {
    if (effectiveFrom > now) return 'upcoming';
    const newer = versions.data?.some(
      (other) => other.code === code && other.effectiveFrom > effectiveFrom && other.effectiveFrom <= now,
    );
    if (newer) return 'replaced';
    return withdrawnFrom && withdrawnFrom <= now ? 'withdrawn' : 'offered';
  };
  const create = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setDraft('new')}>
      {t('operate.create')}
    </Button>
  );
  return (
    <Page title={frame('page.tariffs')} lead={t('operate.lead')} extra={create}>
      <QueryTable<Tariff>
        query={versions}
        empty={t('operate.empty')}
        emptyAction={create}
        columns={[
          {
            title: t('operate.name'),
            render: (_, { terms, code }) => (
              <>
                {terms.name.zh} <small>{code}</small>
              </>
            ),
          },
          { title: t('operate.version'), dataIndex: 'version', align: 'right' },
          {
            title: t('operate.state'),
            render: (_, tariff) => {
              const state = stateOf(tariff);
              return (
                <Tag color={state === 'offered' ? 'success' : state === 'upcoming' ? 'processing' : 'default'}>
                  {t(`operate.states.${state}`)}
                </Tag>
              );
            },
          },
          { title: t('operate.from'), render: (_, { effectiveFrom }) => formatTime(effectiveFrom, 'minute', language) },
          { title: t('item.base'), align: 'right', render: (_, { terms }) => formatYuan(terms.baseFen) },
          { title: t('operate.floor'), align: 'right', render: (_, { terms }) => formatYuan(terms.floorFen) },
          {
            title: frame('actions'),
            align: 'right',
            render: (_, tariff) => (
              <>
                <Button type="text" size="small" onClick={() => setDraft(tariff)}>
                  {t('operate.next')}
                </Button>
                {stateOf(tariff) === 'offered' && (
                  <Popconfirm
                    title={t('operate.withdraw', { name: tariff.terms.name.zh })}
                    description={t('operate.withdrawHint')}
                    okText={frame('action.confirm')}
                    cancelText={frame('action.cancel')}
                    onConfirm={() => withdraw.mutateAsync(tariff.id).then(() => message.success(frame('saved')))}
                  >
                    <Button type="text" size="small" danger>
                      {t('operate.withdrawAction')}
                    </Button>
                  </Popconfirm>
                )}
              </>
            ),
          },
        ]}
      />
      <TariffForm from={draft} onClose={() => setDraft(null)} />
    </Page>
  );
}

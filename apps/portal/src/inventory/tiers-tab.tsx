import type { SaveTierPrice, TierPrice } from '@sibai/contracts';
import { type Tier, type TierId, TIERS } from '@sibai/numbers';
import { Failure, formatTime, formatYuan, language } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Form, Input, InputNumber, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { FormModal } from '../frame/form-modal';
import { tierPrices, useSaveTier } from './inventory';
import styles from './inventory.module.css';

interface Row {
  readonly tier: Tier;
  readonly versions: readonly TierPrice[];
}

/** What each tier costs, which numbers are of it, and what it cost before. */
export function TiersTab() {
  const { t } = useTranslation('inventory');
  const query = useQuery(tierPrices);
  const by = (name: string) => (name === 'system' ? t('actor.system') : name);
  const [edited, setEdited] = useState<TierId | null>(null);
  if (query.isError && !query.data) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  const rows = TIERS.map((tier): Row => ({
    tier,
    versions: query.data?.filter((price) => price.tier === tier.id) ?? [],
  }));
  const current = rows.find(({ tier }) => tier.id === edited);
  return (
    <>
      <p className={styles.note}>{t('tiers.hint')}</p>
      <Card styles={{ body: { padding: 0 } }}>
        <Table<Row>
          rowKey={({ tier }) => tier.id}
          size="middle"
          pagination={false}
          scroll={{ x: 'max-content' }}
          loading={query.isPending}
          dataSource={rows}
          columns={[
            { title: t('tiers.tier'), key: 'tier', render: (_, { tier }) => <strong>{nameOf(tier)}</strong> },
            { title: t('tiers.rule'), key: 'rule', render: (_, { tier }) => <Rule tier={tier} /> },
            {
              title: t('tiers.price'),
              key: 'price',
              align: 'right',
              render: (_, { versions: [latest] }) => (
                <span className="tabular">{latest ? formatYuan(latest.priceFen) : '—'}</span>
              ),
            },
            {
              title: t('tiers.version'),
              key: 'version',
              render: (_, { versions: [latest] }) => latest && `v${latest.version}`,
            },
            {
              title: t('prefixes.changed'),
              key: 'changed',
              render: (_, { versions: [latest] }) =>
                latest && `${formatTime(latest.changedAt, 'date')} · ${by(latest.changedBy)}`,
            },
            {
              key: 'act',
              align: 'right',
              render: (_, { tier }) => (
                <Button type="text" size="small" onClick={() => setEdited(tier.id)}>
                  {t('tiers.edit')}
                </Button>
              ),
            },
          ]}
          expandable={{
            rowExpandable: ({ versions }) => versions.length > 1,
            expandedRowRender: ({ versions }) => (
              <ul className={styles.versions}>
                {versions.slice(1).map(({ version, priceFen, changedAt, changedBy, reason }) => (
                  <li key={version} className="tabular">
                    v{version} · {formatYuan(priceFen)} · {formatTime(changedAt, 'minute')} · {by(changedBy)}
                    {reason && ` · ${reason}`}
                  </li>
                ))}
              </ul>
            ),
          }}
        />
      </Card>
      <PriceForm row={current} onClose={() => setEdited(null)} />
    </>
  );
}

const nameOf = ({ zh, en }: Tier): string => (language() === 'en' ? en : zh);

function Rule({ tier: { fits } }: { tier: Tier }) {
  const { t } = useTranslation('inventory');
  if ('endings' in fits) return t('tiers.fits.ends', { sample: fits.endings[0] ?? '', count: fits.endings.length });
  return fits.score === 0 ? t('tiers.fits.rest') : t('tiers.fits.score', { score: fits.score });
}

interface PriceFields {
  readonly yuan: number;
  readonly reason?: string;
}

function PriceForm({ row, onClose }: { row: Row | undefined; onClose: () => void }) {
  const { t } = useTranslation('inventory');
  const { t: frame } = useTranslation('frame');
  const save = useSaveTier(row?.tier.id ?? null);
  const latest = row?.versions[0];
  const priceOf = ({ yuan, reason }: PriceFields): SaveTierPrice => ({
    priceFen: Math.round(yuan * 100),
    ...(reason && { reason }),
  });
  return (
    <FormModal<PriceFields>
      title={row ? `${t('tiers.edit')} · ${nameOf(row.tier)}` : ''}
      open={row !== undefined}
      initial={latest ? { yuan: latest.priceFen / 100 } : {}}
      save={{ ...save, mutateAsync: (fields) => save.mutateAsync(priceOf(fields)) }}
      onClose={onClose}
    >
      <Form.Item name="yuan" label={t('tiers.newPrice')} rules={[{ required: true, message: frame('required') }]}>
        <InputNumber min={0.01} max={100_000} precision={2} prefix="¥" style={{ width: 180 }} />
      </Form.Item>
      <Form.Item name="reason" label={t('tiers.note')}>
        <Input maxLength={200} />
      </Form.Item>
    </FormModal>
  );
}

import { PlusOutlined } from '@ant-design/icons';
import { type CarrierPrefix, CARRIERS, CONFIDENCES, PrefixDigits, type SaveCarrierPrefix } from '@sibai/contracts';
import { formatTime } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Button, Flex, Form, Input, Select, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { FormModal } from '../frame/form-modal';
import { QueryTable } from '../frame/query-table';
import { RemoveButton } from '../frame/remove-button';
import { prefixes, useRemovePrefix, useSavePrefix } from './inventory';
import styles from './inventory.module.css';

const COLOUR = { confirmed: 'success', agreed: 'processing', unconfirmed: 'warning' } as const;
type Row = CarrierPrefix & { readonly id: string };

/** Which carrier a block of numbers belongs to, how sure that is, and who says so. */
export function PrefixesTab() {
  const { t } = useTranslation('inventory');
  const { t: words } = useTranslation('number');
  const { t: frame } = useTranslation('frame');
  const query = useQuery({ ...prefixes, select: (rows) => rows.map((row): Row => ({ ...row, id: row.prefix })) });
  const remove = useRemovePrefix();
  const by = (name: string) => (name === 'system' ? t('actor.system') : name);
  const [edited, setEdited] = useState<CarrierPrefix | 'new' | null>(null);
  return (
    <>
      <Flex wrap justify="space-between" align="center" gap={12} style={{ marginBlockEnd: 12 }}>
        <span className={styles.note}>{t('prefixes.hint')}</span>
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited('new')}>
          {t('prefixes.add')}
        </Button>
      </Flex>
      <QueryTable<Row>
        query={query}
        empty={t('prefixes.hint')}
        columns={[
          {
            title: t('prefixes.prefix'),
            dataIndex: 'prefix',
            render: (prefix: string) => <b className="tabular">{prefix}</b>,
          },
          {
            title: t('prefixes.carrier'),
            dataIndex: 'carrier',
            render: (carrier: CarrierPrefix['carrier']) => words(`carrier.${carrier}`),
          },
          {
            title: t('prefixes.confidence'),
            dataIndex: 'confidence',
            render: (confidence: CarrierPrefix['confidence']) => (
              <Tag color={COLOUR[confidence]}>{t(`prefixes.${confidence}`)}</Tag>
            ),
          },
          { title: t('prefixes.source'), dataIndex: 'source', render: (source: string) => source || '—' },
          {
            title: t('prefixes.changed'),
            key: 'changed',
            render: (_, { changedAt, changedBy }) => `${formatTime(changedAt, 'date')} · ${by(changedBy)}`,
          },
          {
            key: 'act',
            align: 'right',
            render: (_, row) => (
              <>
                <Button type="text" size="small" onClick={() => setEdited(row)}>
                  {frame('action.edit')}
                </Button>
                <RemoveButton
                  question={t('prefixes.remove', { prefix: row.prefix })}
                  consequence={t('prefixes.removeHint')}
                  remove={() => remove.mutateAsync(row.prefix)}
                />
              </>
            ),
          },
        ]}
      />
      <PrefixForm edited={edited} onClose={() => setEdited(null)} />
    </>
  );
}

type Fields = SaveCarrierPrefix & { prefix: string };

function PrefixForm({ edited, onClose }: { edited: CarrierPrefix | 'new' | null; onClose: () => void }) {
  const { t } = useTranslation('inventory');
  const { t: words } = useTranslation('number');
  const { t: frame } = useTranslation('frame');
  const save = useSavePrefix();
  const known = edited === 'new' ? null : edited;
  const initial: Partial<Fields> = known
    ? { prefix: known.prefix, carrier: known.carrier, confidence: known.confidence, source: known.source }
    : { confidence: 'unconfirmed' };
  return (
    <FormModal<Fields>
      title={known ? t('prefixes.edit') : t('prefixes.add')}
      open={edited !== null}
      initial={initial}
      save={{ ...save, mutateAsync: (fields) => save.mutateAsync({ ...fields, source: fields.source ?? '' }) }}
      onClose={onClose}
    >
      <Form.Item
        name="prefix"
        label={t('prefixes.prefix')}
        extra={t('prefixes.format')}
        rules={[
          {
            required: true,
            validator: (_rule, typed?: string) =>
              PrefixDigits.safeParse(typed).success
                ? Promise.resolve()
                : Promise.reject(new Error(t('prefixes.format'))),
          },
        ]}
      >
        <Input disabled={known !== null} inputMode="numeric" maxLength={7} />
      </Form.Item>
      <Form.Item name="carrier" label={t('prefixes.carrier')} rules={[{ required: true, message: frame('required') }]}>
        <Select options={CARRIERS.map((value) => ({ value, label: words(`carrier.${value}`) }))} />
      </Form.Item>
      <Form.Item name="confidence" label={t('prefixes.confidence')} rules={[{ required: true }]}>
        <Select options={CONFIDENCES.map((value) => ({ value, label: t(`prefixes.${value}`) }))} />
      </Form.Item>
      <Form.Item name="source" label={t('prefixes.source')}>
        <Input maxLength={300} />
      </Form.Item>
    </FormModal>
  );
}

import { EditOutlined, PlusOutlined } from '@ant-design/icons';
import { asCli } from '@sibai/compliance';
import type { CallerNumber } from '@sibai/contracts';
import { formatNumber, formatTime } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Button, Flex, Form, Input, Select, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { groups } from '../acd/groups';
import { FormModal } from '../frame/form-modal';
import { QueryTable } from '../frame/query-table';
import { RemoveButton } from '../frame/remove-button';
import { trunks } from '../trunk/trunks';
import { callerNumbers, useRemoveNumber, useSaveNumber } from './outbound';

interface Typed {
  readonly trunkId: CallerNumber['trunkId'];
  readonly number: string;
  readonly groupId?: CallerNumber['groupId'];
  readonly prefixes?: string[];
}

export function CallerNumbers({ manage }: { manage: boolean }) {
  const { t } = useTranslation('outbound');
  const { t: frame } = useTranslation('frame');
  const remove = useRemoveNumber();
  const [edited, setEdited] = useState<CallerNumber | 'new' | null>(null);
  return (
    <Flex vertical gap={12}>
      {manage && (
        <Flex justify="space-between" gap={12} wrap align="center">
          <Typography.Text type="secondary">{t('numbers.noTrunk')}</Typography.Text>
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited('new')}>
            {t('numbers.add')}
          </Button>
        </Flex>
      )}
      <QueryTable<CallerNumber>
        query={useQuery(callerNumbers)}
        empty={t('numbers.empty')}
        columns={[
          {
            title: t('numbers.number'),
            dataIndex: 'number',
            render: (number: string) => <span className="tabular">{formatNumber(number)}</span>,
          },
          { title: t('numbers.trunk'), dataIndex: 'trunkName' },
          { title: t('numbers.group'), dataIndex: 'groupName', render: (name) => name ?? t('numbers.anyGroup') },
          {
            title: t('numbers.prefixes'),
            dataIndex: 'prefixes',
            render: (prefixes: string[]) => prefixes.map((prefix) => <Tag key={prefix}>{prefix}</Tag>),
          },
          {
            title: t('numbers.usedAt'),
            dataIndex: 'usedAt',
            render: (at: string | null) => (at ? formatTime(at) : t('numbers.never')),
          },
          {
            title: frame('actions'),
            key: 'actions',
            align: 'right',
            hidden: !manage,
            render: (_, row) => (
              <>
                <Button type="text" size="small" icon={<EditOutlined />} onClick={() => setEdited(row)}>
                  {frame('action.edit')}
                </Button>
                <RemoveButton
                  question={t('numbers.remove', { number: row.number })}
                  consequence={t('numbers.removeHint')}
                  remove={() => remove.mutateAsync(row.id)}
                />
              </>
            ),
          },
        ]}
      />
      {manage && <NumberForm edited={edited} onClose={() => setEdited(null)} />}
    </Flex>
  );
}

function NumberForm({ edited, onClose }: { edited: CallerNumber | 'new' | null; onClose: () => void }) {
  const { t } = useTranslation('outbound');
  const { t: frame } = useTranslation('frame');
  const before = edited === 'new' ? null : edited;
  const save = useSaveNumber(before?.id ?? null);
  const { data: ownTrunks } = useQuery(trunks);
  const { data: allGroups } = useQuery(groups);
  return (
    <FormModal<Typed>
      title={before ? t('numbers.edit') : t('numbers.add')}
      open={edited !== null}
      initial={before ?? { ...(ownTrunks?.length === 1 && ownTrunks[0] && { trunkId: ownTrunks[0].id }) }}
      save={{
        ...save,
        mutateAsync: ({ trunkId, number, groupId, prefixes }) =>
          save.mutateAsync({ trunkId, number, groupId: groupId ?? null, prefixes: prefixes ?? [] }),
      }}
      onClose={onClose}
    >
      <Form.Item
        name="number"
        label={t('numbers.number')}
        extra={t('numbers.numberHint')}
        rules={[
          {
            required: true,
            validator: (_, text?: string) =>
              asCli(text ?? '') ? Promise.resolve() : Promise.reject(new Error(t('numbers.numberHint'))),
          },
        ]}
      >
        <Input inputMode="tel" maxLength={24} />
      </Form.Item>
      <Form.Item name="trunkId" label={t('numbers.trunk')} rules={[{ required: true, message: frame('required') }]}>
        <Select options={(ownTrunks ?? []).map(({ id, name }) => ({ value: id, label: name }))} />
      </Form.Item>
      <Form.Item name="groupId" label={t('numbers.group')}>
        <Select
          allowClear
          placeholder={t('numbers.anyGroup')}
          options={(allGroups ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
      <Form.Item
        name="prefixes"
        label={t('numbers.prefixes')}
        extra={t('numbers.prefixesHint')}
        rules={[{ type: 'array', defaultField: { type: 'string', pattern: /^\d{2,8}$/, message: frame('invalid') } }]}
      >
        <Select mode="tags" open={false} tokenSeparators={[',', '，', ' ', '、']} suffixIcon={null} />
      </Form.Item>
    </FormModal>
  );
}

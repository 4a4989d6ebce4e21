import type { DoNotCall, ImportedDoNotCall } from '@sibai/contracts';
import { Failure, formatTime, maskNumber, Nothing, PhoneNumber } from '@sibai/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Alert, Card, Flex, Form, Input, Table, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { FormModal } from '../frame/form-modal';
import { usePageTurner } from '../frame/page-turner';
import { RemoveButton } from '../frame/remove-button';
import { ListBar } from './list-bar';
import { doNotCall, useAddDoNotCall, useImportDoNotCall, useRemoveDoNotCall } from './outbound';

export function DoNotCallList({ manage }: { manage: boolean }) {
  const { t } = useTranslation('outbound');
  const { t: frame } = useTranslation('frame');
  const [q, setQ] = useState('');
  const [open, setOpen] = useState<'add' | 'import' | null>(null);
  const [imported, setImported] = useState<ImportedDoNotCall | null>(null);
  const query = useInfiniteQuery(doNotCall(q));
  const { page, turner } = usePageTurner(query);
  const remove = useRemoveDoNotCall();
  const add = useAddDoNotCall();
  const bring = useImportDoNotCall();
  if (query.isError && !query.data)
    return (
      <Card>
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      </Card>
    );
  return (
    <Flex vertical gap={12}>
      <ListBar
        search={t('list.search')}
        onSearch={setQ}
        manage={manage}
        table="/api/outbound/do-not-call.csv"
        onOpen={setOpen}
      />
      {imported && <Imported {...imported} onClose={() => setImported(null)} />}
      <Card styles={{ body: { padding: 0 } }}>
        <Table<DoNotCall>
          rowKey="id"
          size="middle"
          pagination={false}
          scroll={{ x: 'max-content' }}
          loading={query.isPending}
          dataSource={page?.entries ?? []}
          locale={{ emptyText: query.isPending ? ' ' : <Nothing text={t(q ? 'list.none' : 'list.empty')} /> }}
          title={() => (
            <Typography.Text type="secondary">{t('list.total', { count: page?.total ?? 0 })}</Typography.Text>
          )}
          columns={[
            {
              title: t('list.number'),
              dataIndex: 'number',
              render: (number: string) => <PhoneNumber number={number} />,
            },
            { title: t('list.reason'), dataIndex: 'reason' },
            { title: t('list.by'), dataIndex: 'addedBy' },
            { title: t('list.at'), dataIndex: 'addedAt', render: (at: string) => formatTime(at) },
            {
              title: frame('actions'),
              key: 'actions',
              align: 'right',
              hidden: !manage,
              render: (_, { id, number }) => (
                <RemoveButton
                  question={t('list.remove', { number: maskNumber(number) })}
                  consequence={t('list.removeHint')}
                  remove={() => remove.mutateAsync(id)}
                />
              ),
            },
          ]}
        />
        {turner}
      </Card>
      <FormModal<{ number: string; reason?: string | undefined }>
        title={t('list.add')}
        open={open === 'add'}
        initial={{}}
        save={add}
        onClose={() => setOpen(null)}
      >
        <Form.Item name="number" label={t('list.number')} rules={[{ required: true, message: frame('required') }]}>
          <Input inputMode="tel" maxLength={32} />
        </Form.Item>
        <Form.Item name="reason" label={t('list.reason')}>
          <Input maxLength={200} />
        </Form.Item>
      </FormModal>
      <FormModal<{ text: string }>
        title={t('list.importTitle')}
        open={open === 'import'}
        initial={{}}
        save={{ ...bring, mutateAsync: async ({ text }) => setImported(await bring.mutateAsync(text)) }}
        onClose={() => setOpen(null)}
      >
        <Form.Item
          name="text"
          label={t('list.number')}
          extra={t('list.importHint')}
          rules={[{ required: true, message: frame('required') }]}
        >
          <Input.TextArea rows={10} placeholder={'13912345678,客户要求\n02155556666'} />
        </Form.Item>
      </FormModal>
    </Flex>
  );
}

function Imported({ added, known, refused, onClose }: ImportedDoNotCall & { onClose: () => void }) {
  const { t } = useTranslation('outbound');
  return (
    <Alert
      type={refused.length > 0 ? 'warning' : 'success'}
      showIcon
      closable={{ onClose }}
      title={t('list.imported', { added, known })}
      description={
        refused.length > 0 && (
          <>
            {t('list.refused')}
            <ul style={{ margin: 0 }}>
              {refused.map(({ line, content }) => (
                <li key={line}>{t('list.refusedLine', { line, content })}</li>
              ))}
            </ul>
          </>
        )
      }
    />
  );
}

import { DownloadOutlined, EditOutlined, PlusOutlined, UploadOutlined } from '@ant-design/icons';
import { may, type SaveVip, type Vip, VIP_PAGE, type VipImport } from '@sibai/contracts';
import { Failure, Nothing, PhoneNumber, Refused, useSignedIn } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Card, Flex, Form, Input, InputNumber, Modal, Table, Tag, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { FormModal } from '../frame/form-modal';
import { RemoveButton } from '../frame/remove-button';
import { useImportVips, useRemoveVip, useSaveVip, vips } from './vips';

/** The numbers whose callers go first. */
export function VipList() {
  const { t } = useTranslation('acd');
  const { t: frame } = useTranslation('frame');
  const manage = may(useSignedIn().user.role, 'vip.manage');
  const [q, setQ] = useState('');
  const [page, setPage] = useState(1);
  const [edited, setEdited] = useState<Vip | 'new' | null>(null);
  const query = useQuery(vips(q, page));
  const remove = useRemoveVip();
  const take = useImportVips();

  return (
    <Card title={t('vip.title')} styles={{ body: { padding: 0 } }}>
      <Flex wrap gap={8} style={{ padding: 16 }} justify="space-between">
        <Input.Search
          allowClear
          placeholder={t('vip.search')}
          style={{ maxWidth: 260 }}
          onSearch={(text) => {
            setQ(text.trim());
            setPage(1);
          }}
        />
        {manage && (
          <Flex wrap gap={8}>
            <Upload
              accept=".csv,text/csv"
              showUploadList={false}
              customRequest={({ file }) => void (file as File).text().then((csv) => take.mutate(csv))}
            >
              <Button icon={<UploadOutlined />} loading={take.isPending}>
                {t('vip.import')}
              </Button>
            </Upload>
            <Button icon={<DownloadOutlined />} href="/api/vips.csv">
              {t('vip.export')}
            </Button>
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited('new')}>
              {t('vip.add')}
            </Button>
          </Flex>
        )}
      </Flex>
      <Refused error={take.error} />
      {query.isError ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Table<Vip>
          rowKey="id"
          size="middle"
          scroll={{ x: 'max-content' }}
          loading={query.isPending}
          dataSource={query.data?.vips ?? []}
          locale={{ emptyText: query.isPending ? ' ' : <Nothing text={t(q ? 'vip.notFound' : 'vip.empty')} /> }}
          pagination={{
            current: page,
            pageSize: VIP_PAGE,
            total: query.data?.total ?? 0,
            hideOnSinglePage: true,
            showSizeChanger: false,
            onChange: setPage,
          }}
          columns={[
            { title: t('vip.number'), render: (_, { number }) => <PhoneNumber number={number} /> },
            { title: t('vip.name'), dataIndex: 'name' },
            { title: t('priority.priority'), dataIndex: 'priority', align: 'right' },
            {
              title: t('vip.expires'),
              render: (_, { expiresOn, expired }) =>
                expired ? <Tag>{t('vip.expired', { date: expiresOn ?? '' })}</Tag> : (expiresOn ?? t('vip.forever')),
            },
            {
              title: frame('actions'),
              align: 'right',
              hidden: !manage,
              render: (_, vip) => (
                <>
                  <Button type="text" size="small" icon={<EditOutlined />} onClick={() => setEdited(vip)}>
                    {frame('action.edit')}
                  </Button>
                  <RemoveButton
                    question={t('vip.remove')}
                    consequence={t('vip.removeHint')}
                    remove={() => remove.mutateAsync(vip.id)}
                  />
                </>
              ),
            },
          ]}
        />
      )}
      <VipForm edited={edited} onClose={() => setEdited(null)} />
      {take.data && <Imported result={take.data} onClose={take.reset} />}
    </Card>
  );
}

function VipForm({ edited, onClose }: { edited: Vip | 'new' | null; onClose: () => void }) {
  const { t } = useTranslation('acd');
  const { t: frame } = useTranslation('frame');
  const vip = edited === 'new' ? null : edited;
  const save = useSaveVip(vip?.id ?? null);
  return (
    <FormModal<SaveVip>
      title={t(vip ? 'vip.edit' : 'vip.add')}
      open={edited !== null}
      initial={
        vip
          ? { number: vip.number, name: vip.name, priority: vip.priority, expiresOn: vip.expiresOn }
          : { name: '', priority: 5, expiresOn: null }
      }
      save={{
        ...save,
        mutateAsync: (values) => save.mutateAsync({ ...values, expiresOn: values.expiresOn || null }),
      }}
      onClose={onClose}
    >
      <Form.Item
        name="number"
        label={t('vip.number')}
        rules={[{ required: true, whitespace: true, message: frame('required') }]}
      >
        <Input inputMode="tel" maxLength={30} />
      </Form.Item>
      <Form.Item name="name" label={t('vip.name')}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item
        name="priority"
        label={t('priority.priority')}
        extra={t('priority.step')}
        rules={[{ required: true, message: frame('required') }]}
      >
        <InputNumber min={1} max={9} precision={0} style={{ width: 120 }} />
      </Form.Item>
      <Form.Item name="expiresOn" label={t('vip.expires')} extra={t('vip.expiresHint')}>
        <Input type="date" style={{ width: 180 }} />
      </Form.Item>
    </FormModal>
  );
}

function Imported({ result, onClose }: { result: VipImport; onClose: () => void }) {
  const { t } = useTranslation('acd');
  const { t: frame } = useTranslation('frame');
  const { added, changed, refused, refusedCount } = result;
  return (
    <Modal
      open
      title={t('vip.imported')}
      onCancel={onClose}
      footer={
        <Button type="primary" onClick={onClose}>
          {frame('action.confirm')}
        </Button>
      }
    >
      <Alert
        showIcon
        type={refusedCount === 0 ? 'success' : 'warning'}
        title={t('vip.counts', { added, changed, refused: refusedCount })}
      />
      {refused.length > 0 && (
        <ul style={{ paddingInlineStart: 20, maxHeight: 320, overflow: 'auto' }}>
          {refused.map(({ line, reason, content }) => (
            <li key={line}>
              {t('vip.refusedLine', { line })} {t(`vip.fault.${reason}`)} <code>{content}</code>
            </li>
          ))}
        </ul>
      )}
    </Modal>
  );
}

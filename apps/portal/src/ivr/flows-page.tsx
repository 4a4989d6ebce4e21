import { PlusOutlined } from '@ant-design/icons';
import { FlowDetail, type FlowSummary, may } from '@sibai/contracts';
import { Flow } from '@sibai/ivr';
import { call, formatTime, useSignedIn } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, Select, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';

import { FormModal } from '../frame/form-modal';
import { Page } from '../frame/page';
import { QueryTable } from '../frame/query-table';
import { flows, useCreateFlow } from './flows';

export function FlowsPage() {
  const { t } = useTranslation('ivr');
  const { t: frame } = useTranslation('frame');
  const manage = may(useSignedIn().user.role, 'flow.manage');
  const query = useQuery(flows);
  const [creating, setCreating] = useState(false);

  const create = manage && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
      {t('list.create')}
    </Button>
  );

  return (
    <Page title={frame('page.flows')} lead={t('list.lead')} extra={create}>
      <QueryTable<FlowSummary>
        query={query}
        empty={t('list.empty')}
        emptyAction={create}
        columns={[
          {
            title: t('list.name'),
            dataIndex: 'name',
            render: (name: string, { id }) => <Link to={`/flows/${id}`}>{name}</Link>,
          },
          { title: t('list.version'), dataIndex: 'version', render: (version: number) => <Tag>v{version}</Tag> },
          {
            title: t('list.publishedAt'),
            dataIndex: 'publishedAt',
            render: (at: string) => <span className="tabular">{formatTime(at)}</span>,
          },
          {
            title: frame('actions'),
            key: 'actions',
            align: 'right',
            render: (_, { id }) => <Link to={`/flows/${id}`}>{t('list.open')}</Link>,
          },
        ]}
      />
      <CreateForm open={creating} existing={query.data ?? []} onClose={() => setCreating(false)} />
    </Page>
  );
}

interface Typed {
  readonly name: string;
  /** The flow to copy, or `blank`. */
  readonly from: string;
}

interface CreateProps {
  readonly open: boolean;
  readonly existing: readonly FlowSummary[];
  readonly onClose: () => void;
}

function CreateForm({ open, existing, onClose }: CreateProps) {
  const { t } = useTranslation('ivr');
  const { t: frame } = useTranslation('frame');
  const go = useNavigate();
  const create = useCreateFlow();

  const blank = (): Flow =>
    Flow.parse({
      schemaVersion: 1,
      start: 'hello',
      nodes: {
        hello: {
          kind: 'play',
          title: t('list.blankTitle'),
          prompts: [{ kind: 'text', text: t('list.blankText') }],
          next: 'end',
        },
        end: { kind: 'hangup', title: t('list.blankEnd') },
      },
    });
  const save = async ({ name, from }: Typed): Promise<void> => {
    const definition = from === 'blank' ? blank() : (await call(FlowDetail, `/flows/${from}`)).definition;
    const { id } = await create.mutateAsync({ name, definition });
    void go(`/flows/${id}`);
  };

  return (
    <FormModal<Typed>
      title={t('list.create')}
      open={open}
      initial={{ from: 'blank' }}
      save={{ ...create, mutateAsync: save }}
      onClose={onClose}
    >
      <Form.Item
        name="name"
        label={t('list.name')}
        rules={[{ required: true, whitespace: true, message: frame('required') }]}
      >
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="from" label={t('list.from')}>
        <Select
          options={[
            { value: 'blank', label: t('list.blank') },
            ...existing.map(({ id, name }) => ({ value: id as string, label: t('list.copyOf', { name }) })),
          ]}
        />
      </Form.Item>
    </FormModal>
  );
}

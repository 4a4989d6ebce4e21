import { EditOutlined, PlusOutlined } from '@ant-design/icons';
import { type Group, may, SaveGroup, type User } from '@sibai/contracts';
import { useSignedIn } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber, Select, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { users } from '../account/users';
import { FormModal } from '../frame/form-modal';
import { Page } from '../frame/page';
import { QueryTable } from '../frame/query-table';
import { RemoveButton } from '../frame/remove-button';
import { WordFields } from '../words/word-hints';
import { groups, useRemoveGroup, useSaveGroup } from './groups';

export function GroupsPage() {
  const { t } = useTranslation('acd');
  const { t: frame } = useTranslation('frame');
  const manage = may(useSignedIn().user.role, 'group.manage');
  const query = useQuery(groups);
  const people = useQuery({ ...users, enabled: manage });
  const remove = useRemoveGroup();
  const [edited, setEdited] = useState<Group | 'new' | null>(null);

  const create = manage && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited('new')}>
      {t('group.create')}
    </Button>
  );
  const seconds = (count: number) => <span className="tabular">{t('group.seconds', { count })}</span>;

  return (
    <Page title={frame('page.groups')} lead={t('group.lead')} extra={create}>
      <QueryTable<Group>
        query={query}
        empty={t('group.empty')}
        emptyAction={create}
        columns={[
          { title: t('group.name'), dataIndex: 'name' },
          { title: t('group.agents'), dataIndex: 'agents', align: 'right' },
          {
            title: t('group.supervisors'),
            hidden: !manage,
            render: (_, { supervisors }) =>
              supervisors.map((userId) => people.data?.find(({ id }) => id === userId)?.name ?? '…').join('、') || (
                <Typography.Text type="secondary">{t('group.noSupervisors')}</Typography.Text>
              ),
          },
          { title: t('group.ring'), dataIndex: 'ringSeconds', align: 'right', render: seconds },
          { title: t('group.wrapUp'), dataIndex: 'wrapUpSeconds', align: 'right', render: seconds },
          { title: t('group.serviceLevel'), dataIndex: 'serviceLevelSeconds', align: 'right', render: seconds },
          {
            title: frame('actions'),
            key: 'actions',
            align: 'right',
            hidden: !manage,
            render: (_, group) => (
              <>
                <Button type="text" size="small" icon={<EditOutlined />} onClick={() => setEdited(group)}>
                  {frame('action.edit')}
                </Button>
                <RemoveButton
                  question={t('group.remove', { name: group.name })}
                  consequence={t('group.removeHint')}
                  remove={() => remove.mutateAsync(group.id)}
                />
              </>
            ),
          },
        ]}
      />
      <GroupForm edited={edited} people={people.data ?? []} onClose={() => setEdited(null)} />
    </Page>
  );
}

const DEFAULTS = SaveGroup.omit({ name: true }).parse({});

interface FormProps {
  readonly edited: Group | 'new' | null;
  readonly people: readonly User[];
  readonly onClose: () => void;
}

function GroupForm({ edited, people, onClose }: FormProps) {
  const { t } = useTranslation('acd');
  const { t: frame } = useTranslation('frame');
  const group = edited === 'new' ? null : edited;
  const save = useSaveGroup(group?.id ?? null);
  return (
    <FormModal<SaveGroup>
      title={group ? t('group.edit') : t('group.create')}
      open={edited !== null}
      initial={group ? pick(group) : DEFAULTS}
      save={save}
      onClose={onClose}
    >
      <Form.Item
        name="name"
        label={t('group.name')}
        rules={[{ required: true, whitespace: true, message: frame('required') }]}
      >
        <Input maxLength={40} />
      </Form.Item>
      <WordFields names={['name']} />
      <Seconds name="ringSeconds" label={t('group.ring')} hint={t('group.ringHint')} min={5} max={120} />
      <Seconds name="wrapUpSeconds" label={t('group.wrapUp')} hint={t('group.wrapUpHint')} min={0} max={3600} />
      <Seconds
        name="serviceLevelSeconds"
        label={t('group.serviceLevel')}
        hint={t('group.serviceLevelHint')}
        min={1}
        max={600}
      />
      <Form.Item name="supervisors" label={t('group.supervisors')} extra={t('group.supervisorsHint')}>
        <Select
          mode="multiple"
          allowClear
          optionFilterProp="label"
          options={people
            .filter(({ role }) => role === 'supervisor')
            .map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
    </FormModal>
  );
}

const pick = ({ id: _, agents: __, ...group }: Group): SaveGroup => group;

interface SecondsProps {
  readonly name: keyof SaveGroup;
  readonly label: string;
  readonly hint: string;
  readonly min: number;
  readonly max: number;
}

function Seconds({ name, label, hint, min, max }: SecondsProps) {
  const { t } = useTranslation('acd');
  const { t: frame } = useTranslation('frame');
  return (
    <Form.Item name={name} label={label} extra={hint} rules={[{ required: true, message: frame('required') }]}>
      <InputNumber min={min} max={max} precision={0} suffix={t('group.unit')} style={{ width: 160 }} />
    </Form.Item>
  );
}

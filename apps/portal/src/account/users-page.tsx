import { PlusOutlined } from '@ant-design/icons';
import { CreateUser, may, Password, type User } from '@sibai/contracts';
import { useErrorText, useSignedIn } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Form, Input, Radio, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { FormModal } from '../frame/form-modal';
import { Page } from '../frame/page';
import { QueryTable } from '../frame/query-table';
import { useCreateUser, users, useSetDisabled } from './users';

export function UsersPage() {
  const { t } = useTranslation('account');
  const { t: frame } = useTranslation('frame');
  const { t: ui } = useTranslation('ui');
  const { user: me } = useSignedIn();
  const manage = may(me.role, 'user.manage');
  const query = useQuery(users);
  const [adding, setAdding] = useState(false);

  const create = manage && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t('user.create')}
    </Button>
  );

  return (
    <Page title={frame('page.users')} lead={t('user.lead')} extra={create}>
      <QueryTable<User>
        query={query}
        empty={t('user.empty')}
        emptyAction={create}
        columns={[
          {
            title: t('user.name'),
            dataIndex: 'name',
            render: (name: string, { id }) => (id === me.id ? `${name} (${t('user.you')})` : name),
          },
          { title: t('user.email'), dataIndex: 'email' },
          { title: t('user.role'), dataIndex: 'role', render: (role: User['role']) => ui(`role.${role}`) },
          {
            title: t('user.state'),
            dataIndex: 'disabled',
            render: (disabled: boolean) => (
              <Tag color={disabled ? 'default' : 'success'}>{disabled ? t('user.disabled') : t('user.enabled')}</Tag>
            ),
          },
          {
            title: frame('actions'),
            key: 'actions',
            align: 'right',
            hidden: !manage,
            render: (_, user) => (user.id === me.id ? null : <DisableButton user={user} />),
          },
        ]}
      />
      <UserForm open={adding} onClose={() => setAdding(false)} />
    </Page>
  );
}

/** Disables after asking; enables at once, which takes nothing from anybody. */
function DisableButton({ user }: { user: User }) {
  const { t } = useTranslation('account');
  const { t: frame } = useTranslation('frame');
  const { modal, message } = App.useApp();
  const errorText = useErrorText();
  const set = useSetDisabled();

  const apply = async (disabled: boolean): Promise<void> => {
    try {
      await set.mutateAsync({ id: user.id, disabled });
      void message.success(frame('saved'));
    } catch (error) {
      void message.error(errorText(error), 6);
    }
  };

  if (user.disabled) {
    return (
      <Button type="text" size="small" loading={set.isPending} onClick={() => void apply(false)}>
        {t('user.enable')}
      </Button>
    );
  }
  return (
    <Button
      danger
      type="text"
      size="small"
      onClick={() =>
        void modal.confirm({
          title: t('user.disableQuestion', { name: user.name }),
          content: t('user.disableHint'),
          okText: t('user.disable'),
          okButtonProps: { danger: true },
          cancelText: frame('action.cancel'),
          onOk: () => apply(true),
        })
      }
    >
      {t('user.disable')}
    </Button>
  );
}

function UserForm({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation('account');
  const { t: frame } = useTranslation('frame');
  const { t: ui } = useTranslation('ui');
  const save = useCreateUser();
  return (
    <FormModal<CreateUser>
      title={t('user.create')}
      open={open}
      initial={{ role: 'agent' }}
      save={save}
      onClose={onClose}
    >
      <Form.Item
        name="name"
        label={t('user.name')}
        rules={[{ required: true, whitespace: true, message: frame('required') }]}
      >
        <Input maxLength={40} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="email"
        label={t('user.email')}
        validateTrigger="onBlur"
        rules={[
          { required: true, message: frame('required') },
          {
            validator: (_rule, typed?: string) =>
              !typed || CreateUser.shape.email.safeParse(typed).success
                ? Promise.resolve()
                : Promise.reject(new Error(t('user.badEmail'))),
          },
        ]}
      >
        <Input type="email" autoComplete="off" />
      </Form.Item>
      <Form.Item name="role" label={t('user.role')} rules={[{ required: true }]}>
        <Radio.Group
          vertical
          options={CreateUser.shape.role.options.map((value) => ({
            value,
            label: `${ui(`role.${value}`)}：${t(`user.roleHint.${value}`)}`,
          }))}
        />
      </Form.Item>
      <Form.Item
        name="password"
        label={t('user.password')}
        extra={t('user.passwordHint')}
        validateTrigger="onBlur"
        rules={[
          {
            validator: (_rule, typed?: string) =>
              Password.safeParse(typed).success
                ? Promise.resolve()
                : Promise.reject(new Error(t('user.passwordShort'))),
          },
        ]}
        required
      >
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
    </FormModal>
  );
}

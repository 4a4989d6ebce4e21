import { PlusOutlined } from '@ant-design/icons';
import { type ApiToken, type CreateApiToken, type CreatedApiToken, TOKEN_PERMISSIONS } from '@sibai/contracts';
import { formatTime } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Checkbox, Flex, Form, Input, InputNumber, Modal, Popconfirm, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { FormModal } from '../frame/form-modal';
import { QueryTable } from '../frame/query-table';
import { apiTokens, useCreateToken, useRevokeToken } from './rules';

const COLOURS = { living: 'success', expired: 'default', revoked: 'default' } as const;

const stateOf = ({ revokedAt, expiresAt }: ApiToken): keyof typeof COLOURS =>
  revokedAt ? 'revoked' : Date.parse(expiresAt) <= Date.now() ? 'expired' : 'living';

/** What the enterprise's own programs sign in with. */
export function TokensTab() {
  const { t } = useTranslation('recording');
  const { t: frame } = useTranslation('frame');
  const { message } = App.useApp();
  const query = useQuery(apiTokens);
  const create = useCreateToken();
  const revoke = useRevokeToken();
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<CreatedApiToken>();
  const save = {
    ...create,
    mutateAsync: async (spec: CreateApiToken) => {
      const token = await create.mutateAsync(spec);
      setMade(token);
      return token;
    },
  };
  return (
    <>
      <Flex wrap justify="space-between" align="center" gap={12} style={{ marginBlockEnd: 16 }}>
        <Typography.Text type="secondary">{t('rules.tokens.lead')}</Typography.Text>
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
          {t('rules.tokens.create')}
        </Button>
      </Flex>
      <QueryTable<ApiToken>
        query={query}
        empty={t('rules.tokens.empty')}
        columns={[
          { title: t('rules.tokens.name'), dataIndex: 'name' },
          {
            title: t('rules.tokens.permissions'),
            render: (_, { permissions }) => permissions.map((may) => <Tag key={may}>{t(`rules.may.${may}`)}</Tag>),
          },
          {
            title: t('rules.tokens.used'),
            render: (_, { lastUsedAt }) => (lastUsedAt ? formatTime(lastUsedAt) : t('rules.tokens.unused')),
          },
          { title: t('rules.tokens.until'), render: (_, { expiresAt }) => formatTime(expiresAt, 'date') },
          {
            title: t('rules.tokens.state'),
            render: (_, token) => <Tag color={COLOURS[stateOf(token)]}>{t(`rules.tokens.${stateOf(token)}`)}</Tag>,
          },
          {
            title: frame('actions'),
            key: 'actions',
            align: 'right',
            render: (_, token) =>
              stateOf(token) === 'living' && (
                <Popconfirm
                  title={t('rules.tokens.revokeQuestion', { name: token.name })}
                  description={t('rules.tokens.revokeHint')}
                  onConfirm={() =>
                    revoke.mutate(token.id, { onError: () => void message.error(t('rules.tokens.revokeFailed')) })
                  }
                >
                  <Button size="small" danger>
                    {t('rules.tokens.revoke')}
                  </Button>
                </Popconfirm>
              ),
          },
        ]}
      />
      <FormModal<CreateApiToken>
        title={t('rules.tokens.create')}
        open={adding}
        initial={{ permissions: [...TOKEN_PERMISSIONS], days: 365 }}
        save={save}
        onClose={() => setAdding(false)}
      >
        <Form.Item
          name="name"
          label={t('rules.tokens.name')}
          rules={[{ required: true, whitespace: true, message: frame('required') }]}
        >
          <Input maxLength={40} placeholder={t('rules.tokens.nameHint')} />
        </Form.Item>
        <Form.Item name="permissions" label={t('rules.tokens.permissions')}>
          <Checkbox.Group options={TOKEN_PERMISSIONS.map((value) => ({ value, label: t(`rules.may.${value}`) }))} />
        </Form.Item>
        <Form.Item name="days" label={t('rules.tokens.days')}>
          <InputNumber min={1} max={730} precision={0} />
        </Form.Item>
      </FormModal>
      <Modal
        title={t('rules.tokens.made')}
        open={made !== undefined}
        onCancel={() => setMade(undefined)}
        footer={<Button onClick={() => setMade(undefined)}>{t('rules.tokens.kept')}</Button>}
        mask={{ closable: false }}
      >
        <Alert type="warning" showIcon title={t('rules.tokens.once')} style={{ marginBlockEnd: 12 }} />
        <Typography.Paragraph copyable code style={{ wordBreak: 'break-all' }}>
          {made?.secret ?? ''}
        </Typography.Paragraph>
        <Typography.Paragraph type="secondary">{t('rules.tokens.how')}</Typography.Paragraph>
        <pre style={{ whiteSpace: 'pre-wrap', wordBreak: 'break-all', fontSize: 12 }}>
          {`POST ${location.origin}/api/calls/{callId}/recording\nAuthorization: Bearer …\n{"paused": true}`}
        </pre>
      </Modal>
    </>
  );
}

import { PlusOutlined } from '@ant-design/icons';
import type { GrantHearing, HearingGrant } from '@sibai/contracts';
import { formatTime } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { App, Button, DatePicker, Flex, Form, Input, Popconfirm, Tag, Typography } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { FormModal } from '../frame/form-modal';
import { QueryTable } from '../frame/query-table';
import { hearingGrants, useGrantHearing, useRevokeHearing } from './recordings';

const COLOURS = { waiting: 'blue', open: 'orange', over: 'default', revoked: 'default' } as const;

function stateOf({ from, until, revokedAt }: HearingGrant, now: number): keyof typeof COLOURS {
  if (revokedAt) return 'revoked';
  if (Date.parse(until) <= now) return 'over';
  return Date.parse(from) > now ? 'waiting' : 'open';
}

/** When the platform may hear the enterprise's recordings. */
export function Grants() {
  const { t } = useTranslation('recording');
  const query = useQuery(hearingGrants);
  const revoke = useRevokeHearing();
  const { message } = App.useApp();
  const { t: frame } = useTranslation('frame');
  const [granting, setGranting] = useState(false);
  const create = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setGranting(true)}>
      {t('grants.create')}
    </Button>
  );
  return (
    <>
      <Flex wrap justify="space-between" align="center" gap={12} style={{ marginBlockEnd: 16 }}>
        <Typography.Text type="secondary">{t('grants.lead')}</Typography.Text>
        {create}
      </Flex>
      <QueryTable<HearingGrant>
        query={query}
        empty={t('grants.empty')}
        columns={[
          { title: t('grants.reason'), dataIndex: 'reason' },
          {
            title: t('grants.term'),
            render: (_, { from, until }) => (
              <span className="tabular">
                {formatTime(from)} – {formatTime(until)}
              </span>
            ),
          },
          { title: t('grants.by'), render: (_, { grantedBy }) => grantedBy ?? '—' },
          {
            title: t('grants.state'),
            render: (_, grant) => {
              const state = stateOf(grant, Date.now());
              return <Tag color={COLOURS[state]}>{t(`grants.${state}`)}</Tag>;
            },
          },
          {
            title: frame('actions'),
            key: 'actions',
            align: 'right',
            render: (_, grant) =>
              ['open', 'waiting'].includes(stateOf(grant, Date.now())) && (
                <Popconfirm
                  title={t('grants.revokeQuestion')}
                  description={t('grants.revokeHint')}
                  okText={t('grants.revoke')}
                  cancelText={frame('action.cancel')}
                  onConfirm={() =>
                    revoke.mutateAsync(grant.id).then(
                      () => void message.success(t('grants.revoked')),
                      () => void query.refetch(),
                    )
                  }
                >
                  <Button type="text" size="small" danger>
                    {t('grants.revoke')}
                  </Button>
                </Popconfirm>
              ),
          },
        ]}
      />
      <GrantForm open={granting} onClose={() => setGranting(false)} />
    </>
  );
}

interface Typed {
  readonly reason: string;
  readonly term: [Dayjs, Dayjs];
}

function GrantForm({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation('recording');
  const { t: frame } = useTranslation('frame');
  const grant = useGrantHearing();
  const save = {
    ...grant,
    mutateAsync: ({ reason, term: [from, until] }: Typed) =>
      grant.mutateAsync({ reason, from: from.toISOString(), until: until.toISOString() } satisfies GrantHearing),
  };
  const required = [{ required: true, message: frame('required') }];
  return (
    <FormModal<Typed>
      title={t('grants.create')}
      open={open}
      initial={{ term: [dayjs(), dayjs().add(1, 'day')] }}
      save={save}
      onClose={onClose}
    >
      <Form.Item name="reason" label={t('grants.reason')} rules={required}>
        <Input maxLength={200} placeholder={t('grants.reasonPlaceholder')} />
      </Form.Item>
      <Form.Item name="term" label={t('grants.term')} extra={t('grants.termHint')} rules={required}>
        <DatePicker.RangePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" style={{ width: '100%' }} />
      </Form.Item>
    </FormModal>
  );
}

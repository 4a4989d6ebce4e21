import type { Hold, LiftHold } from '@sibai/contracts';
import { formatTime, language, PhoneNumber } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Flex, Form, Input, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { FormModal } from '../frame/form-modal';
import { QueryTable } from '../frame/query-table';
import { HoldForm } from './hold-form';
import { holds, useLiftHold } from './retention';

const time = (at: string): string => formatTime(at, 'full', language());

/** What stands over the term, who placed it and why, and who lifted it. */
export function HoldsTab() {
  const { t } = useTranslation('retention');
  const { t: frame } = useTranslation('frame');
  const query = useQuery(holds);
  const [adding, setAdding] = useState(false);
  const [lifting, setLifting] = useState<string | null>(null);
  const add = (
    <Button type="primary" onClick={() => setAdding(true)}>
      {t('hold.add')}
    </Button>
  );
  return (
    <>
      <Flex wrap gap={8} justify="space-between" align="center" style={{ marginBlockEnd: 16 }}>
        <span>{t('hold.says')}</span>
        {add}
      </Flex>
      <QueryTable<Hold>
        query={query}
        empty={t('hold.empty')}
        columns={[
          { title: t('hold.kind'), dataIndex: 'kind', render: (kind: Hold['kind']) => t(`hold.kinds.${kind}`) },
          { title: t('hold.target'), key: 'target', render: (_, hold) => <Target hold={hold} /> },
          { title: t('hold.reason'), dataIndex: 'reason' },
          {
            title: t('hold.placed'),
            key: 'placed',
            render: (_, { placedBy, placedAt }) => `${placedBy} · ${time(placedAt)}`,
          },
          {
            title: t('hold.state'),
            key: 'state',
            render: (_, { liftedAt, liftedBy, liftReason }) =>
              liftedAt ? (
                <>
                  <Tag>{t('hold.lifted')}</Tag>
                  <div>{liftReason}</div>
                  <div className="tabular">{`${liftedBy} · ${time(liftedAt)}`}</div>
                </>
              ) : (
                <Tag color="processing">{t('hold.active')}</Tag>
              ),
          },
          {
            title: frame('actions'),
            key: 'actions',
            render: (_, { id, liftedAt }) =>
              !liftedAt && (
                <Button type="text" size="small" danger onClick={() => setLifting(id)}>
                  {t('hold.lift')}
                </Button>
              ),
          },
        ]}
      />
      <HoldForm open={adding} onClose={() => setAdding(false)} />
      {lifting && <LiftForm key={lifting} id={lifting} onClose={() => setLifting(null)} />}
    </>
  );
}

function Target({ hold: { callId, caller, groupName, from, to } }: { hold: Hold }) {
  if (callId) return <Link to={`/calls/${callId}`}>{callId.slice(-12)}</Link>;
  if (caller) return <PhoneNumber number={caller} />;
  if (from && to) return <span className="tabular">{`${time(from)} – ${time(to)}`}</span>;
  return <>{groupName ?? '—'}</>;
}

function LiftForm({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation('retention');
  const { t: frame } = useTranslation('frame');
  const lift = useLiftHold(id);
  return (
    <FormModal<LiftHold> title={t('hold.liftTitle')} open initial={{}} save={lift} onClose={onClose}>
      <Alert type="warning" showIcon title={t('hold.liftSays')} style={{ marginBlockEnd: 16 }} />
      <Form.Item
        name="reason"
        label={t('hold.liftReason')}
        rules={[{ required: true, whitespace: true, min: 2, message: frame('required') }]}
      >
        <Input.TextArea rows={2} maxLength={300} />
      </Form.Item>
    </FormModal>
  );
}

import { DownloadOutlined } from '@ant-design/icons';
import type { Callback } from '@sibai/contracts';
import { formatTime, maskNumber, PhoneNumber, useErrorText } from '@sibai/ui';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { App, Button, Checkbox, DatePicker, Flex, Form, Input, Select, Tag } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { agents } from '../acd/agents';
import { groups } from '../acd/groups';
import { FormModal } from '../frame/form-modal';
import { Page } from '../frame/page';
import { PagedTable } from '../frame/query-table';
import { callbackParams, callbacks, useCancelCallback, useChangeCallback } from './outbound';

const COLOURS = {
  waiting: 'default',
  queued: 'processing',
  calling: 'processing',
  done: 'success',
  failed: 'error',
  cancelled: 'default',
} as const satisfies Record<Callback['state'], string>;

/** Minutes from UTC to China's time, in which a due time is typed wherever the reader is. */
const CHINA_MINUTES = 8 * 60;

/** Who is to be called back, when, and how it went. */
export function CallbacksPage() {
  const { t } = useTranslation('outbound');
  const { t: frame } = useTranslation('frame');
  const [q, setQ] = useState('');
  const [groupId, setGroup] = useState<string | null>(null);
  const [open, setOpen] = useState(true);
  const [edited, setEdited] = useState<Callback | null>(null);
  const filter = { q, groupId, open };
  const query = useInfiniteQuery(callbacks(filter));
  const { data: all } = useQuery(groups);
  const columns = useColumns(setEdited);
  return (
    <Page
      title={frame('page.callbacks')}
      lead={t('callback.lead')}
      extra={
        <Button icon={<DownloadOutlined />} href={`/api/callbacks/list.csv?${callbackParams(filter)}`} download>
          {t('callback.export')}
        </Button>
      }
    >
      <Flex gap={12} wrap align="center" style={{ marginBlockEnd: 12 }}>
        <Input.Search
          allowClear
          placeholder={t('callback.search')}
          aria-label={t('callback.search')}
          onSearch={setQ}
          style={{ maxWidth: 240 }}
        />
        <Select
          allowClear
          placeholder={t('callback.allGroups')}
          aria-label={t('callback.group')}
          value={groupId}
          onChange={(id: string | undefined) => setGroup(id ?? null)}
          options={(all ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          style={{ minWidth: 160 }}
        />
        <Checkbox checked={open} onChange={({ target }) => setOpen(target.checked)}>
          {t('callback.openOnly', { count: query.data?.pages.at(-1)?.open ?? 0 })}
        </Checkbox>
      </Flex>
      <PagedTable query={query} rows={({ callbacks: page }) => page} empty={t('callback.empty')} columns={columns} />
      <ChangeForm edited={edited} onClose={() => setEdited(null)} />
    </Page>
  );
}

function useColumns(onEdit: (callback: Callback) => void) {
  const { t } = useTranslation('outbound');
  const { t: frame } = useTranslation('frame');
  const time = (at: string | null) => <span className="tabular">{at ? formatTime(at, 'short') : '—'}</span>;
  return [
    {
      title: t('callback.number'),
      key: 'number',
      render: (_: unknown, { number, callId }: Callback) =>
        callId ? (
          <Link to={`/calls/${callId}`}>
            <PhoneNumber number={number} />
          </Link>
        ) : (
          <PhoneNumber number={number} />
        ),
    },
    {
      title: t('callback.state'),
      key: 'state',
      render: (_: unknown, { state }: Callback) => <Tag color={COLOURS[state]}>{t(`callback.states.${state}`)}</Tag>,
    },
    {
      title: t('callback.group'),
      key: 'groups',
      render: (_: unknown, row: Callback) => row.groups.map(({ name }) => name).join(' / '),
    },
    { title: t('callback.since'), key: 'since', render: (_: unknown, { since }: Callback) => time(since) },
    { title: t('callback.due'), key: 'due', render: (_: unknown, { dueAt }: Callback) => time(dueAt) },
    {
      title: t('callback.tries'),
      key: 'tries',
      render: (_: unknown, { tries, maxTries }: Callback) => (
        <span className="tabular">
          {tries} / {maxTries}
        </span>
      ),
    },
    {
      title: t('callback.last'),
      key: 'last',
      render: (_: unknown, { lastResult, lastCallId }: Callback) => {
        if (!lastResult) return '—';
        const text = t(`callback.results.${lastResult}`);
        return lastCallId ? <Link to={`/calls/${lastCallId}`}>{text}</Link> : text;
      },
    },
    {
      title: t('callback.source'),
      key: 'source',
      render: (_: unknown, { source }: Callback) => t(`callback.sources.${source}`),
    },
    {
      title: t('callback.agent'),
      key: 'agent',
      render: (_: unknown, { agent }: Callback) => agent?.name ?? t('callback.anybody'),
    },
    {
      title: frame('actions'),
      key: 'actions',
      align: 'right' as const,
      fixed: 'right' as const,
      render: (_: unknown, row: Callback) =>
        (row.state === 'waiting' || row.state === 'queued') && (
          <Flex gap={4} justify="end">
            <Button size="small" type="text" onClick={() => onEdit(row)}>
              {t('callback.change')}
            </Button>
            <CancelButton {...row} />
          </Flex>
        ),
    },
  ];
}

function CancelButton({ id, number }: Callback) {
  const { t } = useTranslation('outbound');
  const { t: frame } = useTranslation('frame');
  const { modal, message } = App.useApp();
  const cancel = useCancelCallback();
  const errorText = useErrorText();
  const ask = (): void => {
    void modal.confirm({
      title: t('callback.cancelQuestion', { number: maskNumber(number) }),
      content: t('callback.cancelHint'),
      okText: t('callback.cancelIt'),
      okButtonProps: { danger: true },
      cancelText: frame('action.back'),
      onOk: () =>
        cancel.mutateAsync(id).then(
          () => void message.success(t('callback.cancelled')),
          (error: unknown) => void message.error(errorText(error), 6),
        ),
    });
  };
  return (
    <Button size="small" type="text" danger onClick={ask}>
      {t('callback.cancel')}
    </Button>
  );
}

interface Typed {
  readonly groupId?: Callback['groups'][number]['id'];
  readonly agentId?: NonNullable<Callback['agent']>['id'];
  readonly dueAt: Dayjs;
}

function ChangeForm({ edited, onClose }: { edited: Callback | null; onClose: () => void }) {
  const { t } = useTranslation('outbound');
  const { t: frame } = useTranslation('frame');
  const change = useChangeCallback(edited?.id ?? null);
  const { data: allGroups } = useQuery(groups);
  const { data: allAgents } = useQuery(agents);
  return (
    <FormModal<Typed>
      title={t('callback.changeTitle', { number: maskNumber(edited?.number ?? '') })}
      open={edited !== null}
      initial={
        edited
          ? {
              ...(edited.groups[0] && { groupId: edited.groups[0].id }),
              ...(edited.agent && { agentId: edited.agent.id }),
              dueAt: inChina(edited.dueAt),
            }
          : {}
      }
      save={{
        ...change,
        mutateAsync: ({ groupId, agentId, dueAt }) =>
          change.mutateAsync({
            ...(groupId && { groupId }),
            agentId: agentId ?? null,
            dueAt: fromChina(dueAt),
          }),
      }}
      onClose={onClose}
    >
      <Form.Item name="groupId" label={t('callback.group')} rules={[{ required: true, message: frame('required') }]}>
        <Select options={(allGroups ?? []).map(({ id, name }) => ({ value: id, label: name }))} />
      </Form.Item>
      <Form.Item name="agentId" label={t('callback.toAgent')}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={t('callback.anybody')}
          options={(allAgents ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
      <Form.Item name="dueAt" label={t('callback.dueAt')} rules={[{ required: true, message: frame('required') }]}>
        <DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" style={{ width: '100%' }} />
      </Form.Item>
    </FormModal>
  );
}

/** The picker knows the reader's own clock only: what it shows is moved to China's and back. */
const inChina = (at: string): Dayjs => dayjs(at).add(CHINA_MINUTES - dayjs(at).utcOffset(), 'minute');
const fromChina = (at: Dayjs): string =>
  at
    .subtract(CHINA_MINUTES - at.utcOffset(), 'minute')
    .toDate()
    .toISOString();

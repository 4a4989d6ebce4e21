import type { Voicemail, VoicemailPage } from '@sibai/contracts';
import { formatDuration, formatTime, PhoneNumber, useErrorText } from '@sibai/ui';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { App, Button, Flex, Input, Segmented, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { groups } from '../acd/groups';
import { RecordingPlayer } from '../cdr/recording-player';
import { Page } from '../frame/page';
import { PagedTable } from '../frame/query-table';
import { useHandleVoicemail, voicemails } from './outbound';

/** What callers have left to be heard: listened to in place, and marked when it is dealt with. */
export function VoicemailsPage() {
  const { t } = useTranslation('outbound');
  const { t: frame } = useTranslation('frame');
  const [q, setQ] = useState('');
  const [groupId, setGroup] = useState<string | null>(null);
  const [handled, setHandled] = useState(false);
  const [open, setOpen] = useState<readonly string[]>([]);
  const query = useInfiniteQuery(voicemails({ q, groupId, handled }));
  const { data: all } = useQuery(groups);
  const toggle = (id: string): void =>
    setOpen(open.includes(id) ? open.filter((other) => other !== id) : [...open, id]);
  return (
    <Page title={frame('page.voicemails')} lead={t('voicemail.lead')}>
      <Flex gap={12} wrap align="center" style={{ marginBlockEnd: 12 }}>
        <Segmented
          value={handled ? 'handled' : 'open'}
          onChange={(value) => setHandled(value === 'handled')}
          options={[
            { value: 'open', label: t('voicemail.unhandled', { count: query.data?.pages.at(-1)?.unhandled ?? 0 }) },
            { value: 'handled', label: t('voicemail.handled') },
          ]}
        />
        <Input.Search
          allowClear
          placeholder={t('voicemail.search')}
          aria-label={t('voicemail.search')}
          onSearch={setQ}
          style={{ maxWidth: 240 }}
        />
        <Select
          allowClear
          placeholder={t('callback.allGroups')}
          aria-label={t('voicemail.group')}
          value={groupId}
          onChange={(id: string | undefined) => setGroup(id ?? null)}
          options={(all ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          style={{ minWidth: 160 }}
        />
      </Flex>
      <PagedTable<Voicemail, VoicemailPage>
        query={query}
        rows={({ voicemails: page }) => page}
        empty={t('voicemail.empty')}
        expandable={{
          expandedRowKeys: open,
          showExpandColumn: false,
          expandedRowRender: ({ id, recording, leftAt, seconds }) =>
            recording !== 'destroyed' && (
              <RecordingPlayer
                recording={{ id, state: recording, startedAt: leftAt, seconds, sha256: null, destroyed: null }}
                events={[]}
              />
            ),
        }}
        columns={[
          {
            title: t('voicemail.caller'),
            key: 'caller',
            render: (_, { caller, callId }) => (
              <Link to={`/calls/${callId}`}>
                <PhoneNumber number={caller} />
              </Link>
            ),
          },
          {
            title: t('voicemail.at'),
            dataIndex: 'leftAt',
            render: (at: string) => <span className="tabular">{formatTime(at)}</span>,
          },
          { title: t('voicemail.group'), dataIndex: ['group', 'name'] },
          { title: t('voicemail.line'), dataIndex: 'lineName', render: (name) => name ?? '—' },
          { title: t('voicemail.length'), key: 'length', render: (_, row) => <Length {...row} /> },
          { title: t('voicemail.note'), key: 'note', render: (_, row) => <Handled {...row} /> },
          {
            title: frame('actions'),
            key: 'actions',
            align: 'right',
            fixed: 'right',
            render: (_, row) => (
              <Flex gap={4} justify="end">
                {row.recording === 'sealed' && (
                  <Button size="small" type="link" onClick={() => toggle(row.id)} aria-expanded={open.includes(row.id)}>
                    {t(open.includes(row.id) ? 'voicemail.close' : 'voicemail.listen')}
                  </Button>
                )}
                <HandleButton {...row} />
              </Flex>
            ),
          },
        ]}
      />
    </Page>
  );
}

function Length({ recording, seconds }: Voicemail) {
  const { t } = useTranslation('outbound');
  if (recording !== 'sealed') return t(`voicemail.${recording}`);
  return <span className="tabular">{seconds === null ? '—' : formatDuration(seconds * 1000)}</span>;
}

function Handled({ note, handledBy, handledAt }: Voicemail) {
  const { t } = useTranslation('outbound');
  const by = handledBy && handledAt && t('voicemail.by', { name: handledBy, time: formatTime(handledAt, 'short') });
  return [note, by].filter(Boolean).join(' · ') || '—';
}

/** Asks for a word on what was done about it. */
function HandleButton({ id, handledAt, note: before }: Voicemail) {
  const { t } = useTranslation('outbound');
  const { t: frame } = useTranslation('frame');
  const { modal, message } = App.useApp();
  const handle = useHandleVoicemail();
  const errorText = useErrorText();
  const set = (handled: boolean, note: string) =>
    handle.mutateAsync({ id, handled, note }).catch((error: unknown) => {
      void message.error(errorText(error), 6);
      throw error;
    });
  const ask = (): void => {
    let note = before;
    void modal.confirm({
      title: t('voicemail.handleTitle'),
      icon: null,
      content: (
        <Input.TextArea
          autoFocus
          rows={3}
          maxLength={500}
          defaultValue={before}
          placeholder={t('voicemail.note')}
          aria-label={t('voicemail.note')}
          onChange={({ target }) => (note = target.value)}
        />
      ),
      okText: frame('action.save'),
      cancelText: frame('action.cancel'),
      onOk: () => set(true, note),
    });
  };
  return handledAt ? (
    <Button size="small" type="text" onClick={() => void set(false, before).catch(() => undefined)}>
      {t('voicemail.reopen')}
    </Button>
  ) : (
    <Button size="small" type="text" onClick={ask}>
      {t('voicemail.handle')}
    </Button>
  );
}

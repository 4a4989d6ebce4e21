import { type Block, type BlockPage, may } from '@sibai/contracts';
import { formatTime, maskNumber, PhoneNumber, useErrorText, useSignedIn } from '@sibai/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { App, Button, Flex, Segmented, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';

import { Page } from '../frame/page';
import { PagedTable } from '../frame/query-table';
import { AcceptForm, AddForm, ImportForm } from './block-forms';
import { BlockAnswerCard } from './block-settings';
import { ListBar } from './list-bar';
import { BLOCK_VIEWS, blocks, useDeclineBlock, useEndBlock } from './blocks';

/** Numbers whose calls are not taken: those in force, those agents propose, and those that are over. */
export function BlocksPage() {
  const { t } = useTranslation('outbound');
  const { t: frame } = useTranslation('frame');
  const manage = may(useSignedIn().user.role, 'block.manage');
  const [params, setParams] = useSearchParams();
  const view = BLOCK_VIEWS.find((each) => each === params.get('view')) ?? 'in_force';
  const [q, setQ] = useState('');
  const [open, setOpen] = useState<'add' | 'import' | null>(null);
  const [accepted, setAccepted] = useState<Block | null>(null);
  const query = useInfiniteQuery(blocks(view, q));
  const counts = query.data?.pages[0];
  const label = { in_force: counts?.inForce, proposed: counts?.proposed, past: undefined };
  return (
    <Page title={frame('page.blocks')} lead={t('block.lead')}>
      <BlockAnswerCard manage={manage} />
      <div style={{ marginBlock: 12 }}>
        <ListBar
          search={t('block.search')}
          onSearch={setQ}
          manage={manage}
          table={`/api/blocks/export.csv?state=${view}`}
          onOpen={setOpen}
        >
          <Segmented
            value={view}
            onChange={(next) => setParams({ view: next }, { replace: true })}
            options={BLOCK_VIEWS.map((value) => ({
              value,
              label: t(`block.view.${value}`) + (label[value] === undefined ? '' : ` ${label[value]}`),
            }))}
          />
        </ListBar>
      </div>
      <PagedTable<Block, BlockPage>
        key={`${view} ${q}`}
        query={query}
        rows={({ blocks: page }) => page}
        empty={t(q ? 'list.none' : `block.empty.${view}`)}
        columns={[
          { title: t('list.number'), key: 'number', render: (_, block) => <Number {...block} /> },
          { title: t('list.reason'), dataIndex: 'reason', render: (reason: string) => reason || '—' },
          {
            title: t('block.until'),
            dataIndex: 'until',
            render: (until: string | null) => (until ? formatTime(until, 'short') : t('block.forever')),
          },
          { title: t('block.history'), key: 'history', render: (_, block) => <History {...block} /> },
          {
            title: frame('actions'),
            key: 'actions',
            align: 'right',
            hidden: !manage || view === 'past',
            render: (_, block) =>
              block.state === 'proposed' ? (
                <Flex gap={4} justify="end">
                  <Button type="link" size="small" onClick={() => setAccepted(block)}>
                    {t('block.accept')}
                  </Button>
                  <DeclineButton {...block} />
                </Flex>
              ) : (
                block.state === 'in_force' && <EndButton {...block} />
              ),
          },
        ]}
      />
      <AddForm open={open === 'add'} onClose={() => setOpen(null)} />
      <ImportForm open={open === 'import'} onClose={() => setOpen(null)} />
      <AcceptForm block={accepted} onClose={() => setAccepted(null)} />
    </Page>
  );
}

function Number({ number, whole, callId }: Block) {
  const { t } = useTranslation('outbound');
  return (
    <Flex gap={8} align="center">
      {whole ? <PhoneNumber number={number} /> : <span className="tabular">{number}*</span>}
      {!whole && <Tag style={{ marginInlineEnd: 0 }}>{t('block.beginning')}</Tag>}
      {callId && <Link to={`/calls/${callId}`}>{t('block.fromCall')}</Link>}
    </Flex>
  );
}

type Did = 'added' | 'proposed' | 'accepted' | 'declined' | 'ended' | 'expired';

/** Who did what with it, the latest last. */
function History({ state, addedBy, addedAt, decidedBy, decidedAt, endedBy, endedAt }: Block) {
  const { t } = useTranslation('outbound');
  const lines: { what: Did; name?: string | null; at?: string }[] = [
    { what: decidedAt || state === 'proposed' ? 'proposed' : 'added', name: addedBy, at: addedAt },
  ];
  if (decidedAt) lines.push({ what: state === 'declined' ? 'declined' : 'accepted', name: decidedBy, at: decidedAt });
  if (endedAt) lines.push({ what: endedBy ? 'ended' : 'expired', name: endedBy, at: endedAt });
  if (state === 'expired') lines.push({ what: 'expired' });
  return (
    <Flex vertical>
      {lines.map(({ name, at, what }) => (
        <span key={what}>
          {[name, t(`block.did.${what}`), at && formatTime(at, 'short')].filter(Boolean).join(' ')}
        </span>
      ))}
    </Flex>
  );
}

function EndButton({ id, number, whole }: Block) {
  const { t } = useTranslation('outbound');
  const ask = useQuestion();
  const end = useEndBlock();
  return (
    <Button
      danger
      type="link"
      size="small"
      onClick={() =>
        ask({
          title: t('block.endAsk', { number: whole ? maskNumber(number) : `${number}*` }),
          content: t('block.endHint'),
          okText: t('block.end'),
          act: () => end.mutateAsync(id),
        })
      }
    >
      {t('block.end')}
    </Button>
  );
}

function DeclineButton({ id, number }: Block) {
  const { t } = useTranslation('outbound');
  const ask = useQuestion();
  const decline = useDeclineBlock();
  return (
    <Button
      type="link"
      size="small"
      onClick={() =>
        ask({
          title: t('block.declineAsk', { number: maskNumber(number) }),
          content: t('block.declineHint'),
          okText: t('block.decline'),
          act: () => decline.mutateAsync(id),
        })
      }
    >
      {t('block.decline')}
    </Button>
  );
}

interface Question {
  readonly title: string;
  readonly content: string;
  readonly okText: string;
  readonly act: () => Promise<unknown>;
}

/** Asks before it is done; a refusal is told and the list stays as it is. */
function useQuestion() {
  const { t: frame } = useTranslation('frame');
  const { modal, message } = App.useApp();
  const errorText = useErrorText();
  return ({ act, ...question }: Question): void => {
    void modal.confirm({
      ...question,
      okButtonProps: { danger: true },
      cancelText: frame('action.cancel'),
      onOk: async () => {
        try {
          await act();
          void message.success(frame('saved'));
        } catch (error) {
          void message.error(errorText(error), 6);
        }
      },
    });
  };
}

import type { RetentionPreview } from '@sibai/contracts';
import { Failure, formatDuration, formatTime, language, Nothing, PhoneNumber, useErrorText } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Card, Flex, InputNumber, Table, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { holds, preview, useRun } from './retention';
import styles from './retention.module.css';

type Sample = RetentionPreview['samples'][number];
const KINDS = ['due', 'held', 'keep'] as const;

/** What would go, and why; and the way to have it go now. */
export function PreviewTab() {
  const { t } = useTranslation('retention');
  const [days, setDays] = useState<number | null>(null);
  const [typed, setTyped] = useState<number | null>(null);
  const query = useQuery(preview(days));
  const { data: held } = useQuery(holds);
  if (query.isError && !query.data) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  const { data } = query;
  const why = (one: Sample): string =>
    one.since
      ? t('preview.whyDue', { date: formatTime(one.since, 'full', language()).slice(0, 10) })
      : one.holds
          .map((id) => t('preview.whyHeld', { reason: held?.find((hold) => hold.id === id)?.reason ?? '' }))
          .join('；');
  return (
    <>
      <Flex wrap gap={8} align="center" justify="space-between">
        <Flex wrap gap={8} align="center">
          <span>{t('preview.days')}</span>
          <InputNumber
            min={1}
            max={40_000}
            precision={0}
            value={typed ?? data?.days ?? null}
            onChange={setTyped}
            onPressEnter={() => setDays(typed)}
            aria-label={t('preview.days')}
            style={{ width: 110 }}
          />
          <Button disabled={typed === null} onClick={() => setDays(typed)}>
            {t('preview.show')}
          </Button>
          {days !== null && (
            <Button
              type="link"
              onClick={() => {
                setDays(null);
                setTyped(null);
              }}
            >
              {t('preview.reset')}
            </Button>
          )}
          <span className={styles.sub} style={{ margin: 0 }}>
            {t('preview.says')}
          </span>
        </Flex>
        {days === null && <RunButton due={data?.due.recordings ?? 0} />}
      </Flex>
      <div className={styles.counts}>
        {KINDS.map((kind) => (
          <Card
            key={kind}
            size="small"
            loading={query.isPending}
            data-due={kind === 'due' && (data?.due.recordings ?? 0) > 0}
          >
            <span>{t(`preview.${kind}`)}</span>
            <strong className="tabular">{t('preview.segments', { count: data?.[kind].recordings ?? 0 })}</strong>
            <span className="tabular">
              {t('preview.minutes', { minutes: Math.max(0, Math.round((data?.[kind].seconds ?? 0) / 60)) })}
            </span>
          </Card>
        ))}
      </div>
      <Card styles={{ body: { padding: 0 } }}>
        <Table<Sample>
          rowKey="id"
          size="middle"
          pagination={false}
          scroll={{ x: 'max-content' }}
          loading={query.isPending}
          dataSource={data?.samples ?? []}
          locale={{ emptyText: query.isPending ? ' ' : <Nothing text={t('preview.empty')} /> }}
          columns={[
            {
              title: t('preview.call'),
              dataIndex: 'startedAt',
              render: (at: string, { callId }) => (
                <Link to={`/calls/${callId}`} className="tabular">
                  {formatTime(at, 'full', language())}
                </Link>
              ),
            },
            {
              title: t('preview.caller'),
              dataIndex: 'caller',
              render: (number: string) => (number ? <PhoneNumber number={number} /> : '—'),
            },
            { title: t('preview.group'), dataIndex: 'groupName', render: (name: string | null) => name ?? '—' },
            {
              title: t('preview.length'),
              dataIndex: 'seconds',
              align: 'right',
              render: (seconds: number | null) => formatDuration((seconds ?? 0) * 1000),
            },
            {
              title: t('preview.why'),
              key: 'why',
              render: (_, one) => (
                <>
                  <Tag style={{ marginInlineEnd: 8 }} color={one.decision === 'due' ? 'error' : 'processing'}>
                    {t(`preview.${one.decision}`)}
                  </Tag>
                  {why(one)}
                </>
              ),
            },
          ]}
        />
      </Card>
      {data && data.due.recordings + data.held.recordings > data.samples.length && (
        <p className={styles.sub}>{t('preview.first', { count: data.samples.length })}</p>
      )}
    </>
  );
}

function RunButton({ due }: { due: number }) {
  const { t } = useTranslation('retention');
  const { t: frame } = useTranslation('frame');
  const errorText = useErrorText();
  const { modal, message } = App.useApp();
  const run = useRun();
  const ask = (): void => {
    modal.confirm({
      title: t('preview.runTitle', { count: due }),
      content: t('preview.runSays'),
      okText: t('preview.runOk'),
      okButtonProps: { danger: true },
      cancelText: frame('action.cancel'),
      onOk: async () => {
        try {
          await run.mutateAsync(undefined);
          void message.success(t('preview.started'));
        } catch (error) {
          void message.error(errorText(error), 6);
        }
      },
    });
  };
  return (
    <Button danger disabled={due === 0} onClick={ask}>
      {t('preview.run')}
    </Button>
  );
}

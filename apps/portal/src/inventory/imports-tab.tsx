import { DownloadOutlined, InboxOutlined } from '@ant-design/icons';
import type { NumberImport } from '@sibai/contracts';
import { Failure, formatDuration, formatTime, Loading, Nothing, Refused, useErrorText, useNow } from '@sibai/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Drawer, Flex, Progress, Table, Tag, Typography, Upload } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { badLines, counts, imports, useCancelImport, useImport } from './inventory';
import styles from './inventory.module.css';

const COLOUR = { running: 'processing', done: 'success', cancelled: 'default', failed: 'error' } as const;

/** Files of numbers: sent, watched while they are taken, and what of them was not. */
export function ImportsTab() {
  const { t } = useTranslation('inventory');
  const query = useQuery(imports);
  const [sent, setSent] = useState(0);
  const [shown, setShown] = useState<NumberImport | null>(null);
  const upload = useImport(setSent);
  const running = query.data?.some(({ state }) => state === 'running') ?? false;
  const client = useQueryClient();
  useEffect(() => {
    if (!running) void client.invalidateQueries({ queryKey: counts.queryKey });
  }, [running, client]);
  return (
    <Flex vertical gap={16}>
      <div>
        <Upload.Dragger
          accept=".csv,.txt,text/csv,text/plain"
          showUploadList={false}
          disabled={running || upload.isPending}
          customRequest={({ file }) => upload.mutate(file as File)}
        >
          <p className="ant-upload-drag-icon">
            <InboxOutlined />
          </p>
          <p className="ant-upload-text">{running ? t('import.busy') : t('import.drop')}</p>
          <p className="ant-upload-hint">{t('import.hint')}</p>
        </Upload.Dragger>
        {upload.isPending && (
          <div className={styles.uploading}>
            {t('import.uploading')} <Progress percent={sent} size="small" />
          </div>
        )}
        <div style={{ marginBlockStart: 12 }}>
          <Refused error={upload.error} />
        </div>
      </div>
      {query.isPending ? (
        <Loading />
      ) : query.isError && !query.data ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data.length === 0 ? (
        <Nothing text={t('import.none')} />
      ) : (
        query.data.map((each) => <ImportCard key={each.id} one={each} onBad={() => setShown(each)} />)
      )}
      <BadDrawer shown={shown} onClose={() => setShown(null)} />
    </Flex>
  );
}

function ImportCard({ one, onBad }: { one: NumberImport; onBad: () => void }) {
  const { t } = useTranslation('inventory');
  const { modal, message } = App.useApp();
  const errorText = useErrorText();
  const cancel = useCancelImport();
  const { fileName, state, bytes, bytesDone, lines, added, repriced, bad, failure, startedBy, startedAt, endedAt } =
    one;
  const running = state === 'running';
  const now = useNow();
  const took = Math.max(1, (endedAt ? Date.parse(endedAt) : now) - Date.parse(startedAt));
  const count = (n: number): string => n.toLocaleString('en-US');

  const ask = (): void => {
    void modal.confirm({
      title: t('import.cancelQuestion'),
      content: t('import.cancelHint'),
      okText: t('import.cancel'),
      okButtonProps: { danger: true },
      cancelText: t('import.keep'),
      onOk: async () => {
        try {
          await cancel.mutateAsync(one.id);
        } catch (error) {
          void message.error(errorText(error), 6);
        }
      },
    });
  };
  return (
    <Card size="small">
      <Flex wrap justify="space-between" align="center" gap={8}>
        <div style={{ minWidth: 0 }}>
          <Typography.Text strong ellipsis>
            {fileName}
          </Typography.Text>{' '}
          <Tag color={COLOUR[state]}>{t(`import.${state}`)}</Tag>
          <div className={styles.note}>
            {t('import.by', { name: startedBy, time: formatTime(startedAt, 'minute') })}
          </div>
        </div>
        <Flex gap={8}>
          {bad > 0 && <Button onClick={onBad}>{t('import.badLines')}</Button>}
          {running && (
            <Button danger onClick={ask}>
              {t('import.cancel')}
            </Button>
          )}
        </Flex>
      </Flex>
      {running && <Progress percent={Math.floor((bytesDone / Math.max(1, bytes)) * 100)} status="active" />}
      <Flex wrap gap="4px 20px" className={`tabular ${styles.figures}`}>
        <span>{t('import.lines', { lines: count(lines) })}</span>
        <span>{t('import.added', { count: count(added) as never })}</span>
        {repriced > 0 && <span>{t('import.repriced', { count: count(repriced) as never })}</span>}
        <span className={bad > 0 ? styles.bad : undefined}>{t('import.bad', { count: count(bad) as never })}</span>
        <span>{t('import.rate', { rate: count(Math.round((lines / took) * 1000)) })}</span>
        <span>{t('import.took', { time: formatDuration(took) })}</span>
      </Flex>
      {failure && (
        <Typography.Text type="danger">
          {failure === 'too_many_bad_lines' ? t('import.failure.too_many_bad_lines') : failure}
        </Typography.Text>
      )}
    </Card>
  );
}

function BadDrawer({ shown, onClose }: { shown: NumberImport | null; onClose: () => void }) {
  const { t } = useTranslation('inventory');
  const query = useQuery({ ...badLines(shown?.id ?? ''), enabled: shown !== null });
  return (
    <Drawer
      open={shown !== null}
      onClose={onClose}
      title={t('import.badLines')}
      size={560}
      destroyOnHidden
      extra={
        shown && (
          <Button icon={<DownloadOutlined />} href={`/api/inventory/imports/${shown.id}/lines.csv`} download>
            {t('import.download')}
          </Button>
        )
      }
    >
      <p className={styles.note}>{t('import.badHint')}</p>
      {query.isError ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Table
          rowKey="line"
          size="small"
          pagination={false}
          loading={query.isPending}
          dataSource={query.data?.lines ?? []}
          columns={[
            { title: t('import.line'), dataIndex: 'line', width: 80 },
            { title: t('import.content'), dataIndex: 'content', ellipsis: true },
            {
              title: t('import.why'),
              dataIndex: 'reason',
              render: (reason: 'not_a_number') => t(`import.reason.${reason}`),
            },
          ]}
        />
      )}
    </Drawer>
  );
}

import { KeyOutlined, SafetyCertificateOutlined } from '@ant-design/icons';
import type { KeyRotation, VaultTenant } from '@sibai/contracts';
import { formatTime, language, ready, useErrorText } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Flex, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

import { Page } from '../frame/page';
import { QueryTable } from '../frame/query-table';
import { rotations, useLookOver, useRotate, vaultTenants } from './vault';

/** The platform's view of how recordings are kept, over all enterprises. */
export function VaultPage() {
  const { t } = useTranslation('vault');
  const { modal, message } = App.useApp();
  const errorText = useErrorText();
  const tenants = useQuery(vaultTenants);
  const lookOver = useLookOver();
  const rotate = useRotate();
  const failed = (error: unknown) => void message.error(errorText(error), 6);

  const askRotation = (): void => {
    void modal.confirm({
      title: t('rotate.title'),
      content: t('rotate.content'),
      okText: t('rotate.ask'),
      onOk: () => rotate.mutateAsync().then(() => void message.success(t('rotate.asked')), failed),
    });
  };
  return (
    <Page title={t('title')} lead={t('lead')}>
      <Flex vertical gap={16}>
        <StoreState />
        <Flex wrap gap={12} align="center">
          <Button
            icon={<SafetyCertificateOutlined />}
            loading={lookOver.isPending}
            onClick={() =>
              lookOver.mutate(undefined, { onSuccess: () => void message.success(t('check.asked')), onError: failed })
            }
          >
            {t('check.ask')}
          </Button>
          <Button icon={<KeyOutlined />} onClick={askRotation}>
            {t('rotate.ask')}
          </Button>
          <LastRotation />
        </Flex>
        <QueryTable<VaultTenant> query={tenants} empty={t('empty')} columns={useColumns()} />
      </Flex>
    </Page>
  );
}

function StoreState() {
  const { t } = useTranslation('vault');
  const { data } = useQuery(ready);
  if (!data) return null;
  const { ok, detail } = data.parts.vault;
  return (
    <Alert type={ok ? 'success' : 'warning'} showIcon title={t(ok ? 'store.ok' : 'store.bad')} description={detail} />
  );
}

function LastRotation() {
  const { t } = useTranslation('vault');
  const { data } = useQuery(rotations);
  if (!data) return null;
  return <Typography.Text type="secondary">{told(data[0])}</Typography.Text>;

  function told(last: KeyRotation | undefined): string {
    if (!last) return t('rotate.never');
    if (!last.finishedAt) return t('rotate.running');
    const at = `${t('rotate.last')} ${formatTime(last.finishedAt, 'full', language())}`;
    return last.unreadable > 0 ? `${at} · ${t('rotate.unreadable', { count: last.unreadable })}` : at;
  }
}

function useColumns() {
  const { t } = useTranslation('vault');
  const count = (n: number) => <span className="tabular">{n.toLocaleString(language())}</span>;
  const bad = (n: number) => (n === 0 ? <Tag color="success">{t('sound')}</Tag> : <Tag color="error">{n}</Tag>);
  return [
    { title: t('column.tenant'), dataIndex: 'name' },
    {
      title: t('column.faults'),
      key: 'faults',
      render: (_: unknown, { check }: VaultTenant) => (check ? bad(check.faults) : t('never')),
    },
    {
      title: t('column.alarms'),
      dataIndex: 'alarms',
      render: (alarms: number) => (alarms === 0 ? count(0) : <Tag color="error">{alarms}</Tag>),
    },
    {
      title: t('column.waiting'),
      key: 'waiting',
      render: (_: unknown, { waiting, waitingBytes, oldest }: VaultTenant) =>
        oldest === null
          ? count(0)
          : t('since', { count: waiting, size: size(waitingBytes), at: formatTime(oldest, 'minute', language()) }),
    },
    {
      title: t('column.recordings'),
      key: 'recordings',
      align: 'end' as const,
      render: (_: unknown, { check }: VaultTenant) => (check ? count(check.recordings) : '—'),
    },
    {
      title: t('column.size'),
      key: 'size',
      align: 'end' as const,
      render: (_: unknown, { check }: VaultTenant) =>
        check ? <span className="tabular">{size(check.bytes)}</span> : '—',
    },
    {
      title: t('column.entries'),
      key: 'entries',
      align: 'end' as const,
      render: (_: unknown, { check }: VaultTenant) => (check ? count(check.entries) : '—'),
    },
    {
      title: t('column.checked'),
      key: 'checked',
      render: (_: unknown, { check }: VaultTenant) =>
        check ? <span className="tabular">{formatTime(check.at, 'full', language())}</span> : '—',
    },
  ];
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

function size(bytes: number): string {
  const step = Math.min(UNITS.length - 1, bytes === 0 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** step).toFixed(step === 0 ? 0 : 1)} ${UNITS[step]}`;
}

import { DownloadOutlined } from '@ant-design/icons';
import type { AuditEntry } from '@sibai/contracts';
import { Failure, formatTime, language, Nothing } from '@sibai/ui';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Button, Card, DatePicker, Flex, Input, Select, Table, Typography } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';

import { Page } from '../frame/page';
import { usePageTurner } from '../frame/page-turner';
import { actText, factTexts } from './act-text';
import { AuditStanding } from './audit-standing';
import { auditLog, type AuditFilter, filterOf, paramsOf } from './audit';
import { zh } from './texts-own';

const GROUPS = Object.keys(zh.audit.group) as (keyof typeof zh.audit.group)[];

/** Who did what: for the admin, and of any customer for the operator. */
export function AuditLogPage() {
  const { t } = useTranslation('account');
  const { t: frame } = useTranslation('frame');
  const [params, setParams] = useSearchParams();
  const filter = filterOf(params);
  return (
    <Page
      title={frame('page.audit')}
      lead={t('audit.lead')}
      extra={
        <Button icon={<DownloadOutlined />} href={`/api/audit.csv?${paramsOf(filter)}`} download>
          {t('audit.export')}
        </Button>
      }
    >
      {!filter.tenant && <AuditStanding />}
      <Filters filter={filter} onChange={(changed) => setParams(paramsOf(changed), { replace: true })} />
      {/* Keyed by filter, so that another search begins at its first page. */}
      <Entries key={paramsOf(filter).toString()} filter={filter} />
    </Page>
  );
}

function Filters({ filter, onChange }: { filter: AuditFilter; onChange: (filter: AuditFilter) => void }) {
  const { t } = useTranslation('account');
  const { from, to } = filter;
  return (
    <Flex wrap gap={8} style={{ marginBlockEnd: 16 }}>
      <Input.Search
        allowClear
        defaultValue={filter.q ?? ''}
        placeholder={t('audit.search')}
        aria-label={t('audit.search')}
        onSearch={(q) => onChange({ ...filter, q: q.trim() || null })}
        style={{ width: 280 }}
      />
      <Select
        allowClear
        value={filter.group}
        placeholder={t('audit.all')}
        aria-label={t('audit.act')}
        options={GROUPS.map((value) => ({ value, label: t(`audit.group.${value}`) }))}
        onChange={(group: string | undefined) => onChange({ ...filter, group: group ?? null })}
        style={{ width: 160 }}
      />
      <DatePicker.RangePicker
        value={from && to ? [dayjs(from), dayjs(to).subtract(1, 'day')] : null}
        onChange={(range) =>
          onChange({
            ...filter,
            from: range?.[0]?.startOf('day').toISOString() ?? null,
            to: range?.[1]?.add(1, 'day').startOf('day').toISOString() ?? null,
          })
        }
      />
    </Flex>
  );
}

function Entries({ filter }: { filter: AuditFilter }) {
  const { t } = useTranslation('account');
  const query = useInfiniteQuery({ ...auditLog(filter), placeholderData: keepPreviousData });
  const { page, turner } = usePageTurner(query);
  if (query.isError && !query.data) {
    return (
      <Card>
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      </Card>
    );
  }
  const filtered = paramsOf({ ...filter, tenant: null }).size > 0;
  return (
    <Card styles={{ body: { padding: 0 } }}>
      <Table<AuditEntry>
        rowKey="id"
        size="middle"
        pagination={false}
        scroll={{ x: 'max-content' }}
        loading={query.isPending || query.isFetchingNextPage}
        dataSource={page?.entries ?? []}
        locale={{
          emptyText: query.isPending ? ' ' : <Nothing text={t(filtered ? 'audit.emptyFiltered' : 'audit.empty')} />,
        }}
        columns={[
          {
            title: t('audit.at'),
            dataIndex: 'at',
            render: (time: string) => <span className="tabular">{formatTime(time, 'full', language())}</span>,
          },
          { title: t('audit.who'), dataIndex: 'userName', render: (name: string | null) => name ?? '—' },
          {
            title: t('audit.act'),
            dataIndex: 'act',
            render: (act: string) => <span title={act}>{actText(act, language())}</span>,
          },
          { title: t('audit.subject'), dataIndex: 'subject' },
          { title: t('audit.detail'), dataIndex: 'detail', render: (detail: AuditEntry['detail']) => said(detail) },
        ]}
      />
      {turner}
    </Card>
  );
}

/** What was written down beside an act: short, and whole in the hint. */
function said(detail: AuditEntry['detail']) {
  const facts = factTexts(detail, language());
  if (facts.length === 0) return '—';
  return (
    <Typography.Text type="secondary" ellipsis={{ tooltip: facts.join('；') }} style={{ maxWidth: 420 }}>
      {facts.join(' · ')}
    </Typography.Text>
  );
}

import { DownloadOutlined } from '@ant-design/icons';
import { CARRIERS, NUMBER_STATES, type StockNumber } from '@sibai/contracts';
import { TIERS } from '@sibai/numbers';
import { Failure, formatTime, formatYuan, language, Nothing } from '@sibai/ui';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Button, Card, Flex, Input, Select, Table, type TableProps, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';

import { usePageTurner } from '../frame/page-turner';
import { Digits } from '../number/digits';
import { tierName } from '../number/number-row';
import { csvAddress, filterOf, FILTERS, stock } from './inventory';
import { NumberDrawer } from './number-drawer';

const COLOUR = { free: 'success', held: 'processing', sold: 'gold', suspended: 'error', cooling: 'default' } as const;

export function StateTag({ state }: { state: StockNumber['state'] }) {
  const { t } = useTranslation('inventory');
  return <Tag color={COLOUR[state]}>{t(`count.${state}`)}</Tag>;
}

/** Every number, narrowed and paged; a click opens it. The address has it all, so that a view can be handed on. */
export function NumbersTab() {
  const [params, setParams] = useSearchParams();
  const filter = filterOf(params);
  const opened = params.get('number');
  const set = (changes: Record<string, string | null>): void =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(changes))
          if (value) next.set(name, value);
          else next.delete(name);
        return next;
      },
      { replace: true },
    );
  return (
    <>
      <Filters filter={filter} onChange={set} />
      {/* Keyed by filter, so that another search begins at its first page. */}
      <NumberTable key={filter.toString()} filter={filter} onOpen={(number) => set({ number })} />
      <NumberDrawer number={opened} onClose={() => set({ number: null })} />
    </>
  );
}

function Filters({
  filter,
  onChange,
}: {
  filter: URLSearchParams;
  onChange: (changes: Record<string, string | null>) => void;
}) {
  const { t } = useTranslation('inventory');
  const { t: words } = useTranslation('number');
  const { t: frame } = useTranslation('frame');
  const [typed, setTyped] = useState(filter.get('q') ?? '');
  const select = (name: 'state' | 'tier' | 'carrier', options: { value: string; label: string }[]) => (
    <Select
      allowClear
      value={filter.get(name)}
      placeholder={t(`filter.${name}`)}
      aria-label={t(`filter.${name}`)}
      style={{ width: 140 }}
      onChange={(value: string | null) => onChange({ [name]: value })}
      options={options}
    />
  );
  return (
    <Flex wrap gap={8} style={{ marginBlockEnd: 16 }} role="search">
      <Input.Search
        allowClear
        value={typed}
        placeholder={t('filter.q')}
        aria-label={t('filter.q')}
        style={{ width: 280 }}
        onChange={({ target }) => {
          setTyped(target.value);
          if (target.value === '') onChange({ q: null });
        }}
        onSearch={(q) => onChange({ q: q.trim() })}
      />
      {select(
        'state',
        NUMBER_STATES.map((value) => ({ value, label: t(`count.${value}`) })),
      )}
      {select(
        'tier',
        TIERS.map(({ id, zh, en }) => ({ value: id, label: language() === 'en' ? en : zh })),
      )}
      {select(
        'carrier',
        CARRIERS.map((value) => ({ value, label: words(`carrier.${value}`) })),
      )}
      {filter.size > 0 && (
        <Button
          type="text"
          onClick={() => {
            setTyped('');
            onChange(Object.fromEntries(FILTERS.map((name) => [name, null])));
          }}
        >
          {frame('action.clear')}
        </Button>
      )}
      <Button icon={<DownloadOutlined />} href={csvAddress(filter)} download style={{ marginInlineStart: 'auto' }}>
        {t('filter.export')}
      </Button>
    </Flex>
  );
}

function NumberTable({ filter, onOpen }: { filter: URLSearchParams; onOpen: (number: string) => void }) {
  const { t } = useTranslation('inventory');
  const query = useInfiniteQuery({ ...stock(filter), placeholderData: keepPreviousData });
  const { page, turner } = usePageTurner(query);
  const columns = useColumns();
  if (query.isError && !query.data)
    return (
      <Card>
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      </Card>
    );
  return (
    <Card styles={{ body: { padding: 0 } }}>
      <Table<StockNumber>
        rowKey="number"
        size="middle"
        pagination={false}
        scroll={{ x: 'max-content' }}
        loading={query.isPending || query.isFetchingNextPage}
        dataSource={page?.numbers ?? []}
        columns={columns}
        onRow={({ number }) => ({
          onClick: () => onOpen(number),
          onKeyDown: (event) => event.key === 'Enter' && onOpen(number),
          tabIndex: 0,
          style: { cursor: 'pointer' },
        })}
        locale={{
          emptyText: query.isPending ? ' ' : <Nothing text={filter.size > 0 ? t('empty') : t('emptyAll')} />,
        }}
      />
      {turner}
    </Card>
  );
}

function useColumns(): NonNullable<TableProps<StockNumber>['columns']> {
  const { t } = useTranslation('inventory');
  const { t: words } = useTranslation('number');
  const time = (at: string | null) => <span className="tabular">{at ? formatTime(at, 'minute') : '—'}</span>;
  return [
    { title: t('column.number'), dataIndex: 'number', render: (number: string) => <Digits number={number} small /> },
    {
      title: t('column.state'),
      dataIndex: 'state',
      render: (state: StockNumber['state']) => <StateTag state={state} />,
    },
    { title: t('column.tier'), dataIndex: 'tier', render: tierName },
    {
      title: t('column.price'),
      dataIndex: 'priceFen',
      align: 'right',
      render: (fen: number, { ownPriceFen }) => (
        <span className="tabular">
          {ownPriceFen !== null && <Tag>{t('ownPrice')}</Tag>} {formatYuan(fen)}
        </span>
      ),
    },
    {
      title: t('column.carrier'),
      dataIndex: 'carrier',
      render: (carrier: StockNumber['carrier']) => (carrier ? words(`carrier.${carrier}`) : '—'),
    },
    { title: t('column.tenant'), dataIndex: 'tenant', render: (tenant: StockNumber['tenant']) => tenant?.name ?? '—' },
    { title: t('column.until'), dataIndex: 'until', render: time },
    { title: t('column.changedAt'), dataIndex: 'changedAt', render: time },
  ];
}

import { Failure, Nothing } from '@sibai/ui';
import type { UseQueryResult } from '@tanstack/react-query';
import { Card, Table, type TableProps } from 'antd';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';

import { type Pages, usePageTurner } from './page-turner';

interface Shown<T> extends Pick<TableProps<T>, 'columns' | 'onRow' | 'expandable'> {
  /** Said when there is nothing to show. */
  readonly empty: string;
  /** What can be done about there being nothing. */
  readonly emptyAction?: ReactNode;
}

interface Asked {
  readonly isPending: boolean;
  readonly isError: boolean;
  readonly error: Error | null;
  readonly data: unknown;
  readonly refetch: () => Promise<unknown>;
}

interface RowsProps<T> extends Shown<T> {
  readonly query: Asked;
  readonly rows: readonly T[] | undefined;
  readonly busy?: boolean;
  readonly foot?: ReactNode;
}

/** Waiting, failed, none, or shown. Wide tables scroll by themselves, not the page. */
function Rows<T extends { readonly id: string }>(props: RowsProps<T>) {
  const { query, rows, busy, foot, empty, emptyAction, ...table } = props;
  if (query.isError && !query.data) {
    return (
      <Card>
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      </Card>
    );
  }
  return (
    <Card styles={{ body: { padding: 0 } }}>
      <Table<T>
        rowKey="id"
        size="middle"
        pagination={false}
        scroll={{ x: 'max-content' }}
        loading={query.isPending || busy === true}
        dataSource={rows ?? []}
        locale={{ emptyText: query.isPending ? ' ' : <Nothing text={empty}>{emptyAction}</Nothing> }}
        {...table}
      />
      {foot}
    </Card>
  );
}

/** The rows of a query. */
export function QueryTable<T extends { readonly id: string }>({
  query,
  ...shown
}: Shown<T> & { readonly query: UseQueryResult<readonly T[]> }) {
  return <Rows query={query} rows={query.data} {...shown} />;
}

interface PagedProps<T, P extends { readonly next: unknown }> extends Shown<T> {
  readonly query: Asked & Pages<P>;
  readonly rows: (page: P) => readonly T[];
  /** The page a row leads to. */
  readonly to?: (row: T) => string;
}

/** The rows of a list that comes in pages, one page at a time. */
export function PagedTable<T extends { readonly id: string }, P extends { readonly next: unknown }>({
  query,
  rows,
  to,
  ...shown
}: PagedProps<T, P>) {
  const go = useNavigate();
  const { page, turner } = usePageTurner(query);
  return (
    <Rows
      query={query}
      rows={page && rows(page)}
      busy={query.isFetchingNextPage}
      foot={turner}
      {...(to && { onRow: (row: T) => ({ onClick: () => void go(to(row)), style: { cursor: 'pointer' } }) })}
      {...shown}
    />
  );
}

import { Failure, Nothing } from '@sibai/ui';
import type { UseQueryResult } from '@tanstack/react-query';
import { Card, Table, type TableProps } from 'antd';
import type { ReactNode } from 'react';

interface Props<T> extends Pick<TableProps<T>, 'columns' | 'onRow' | 'expandable'> {
  readonly query: UseQueryResult<readonly T[]>;
  /** Said when there is nothing to show. */
  readonly empty: string;
  /** What can be done about there being nothing. */
  readonly emptyAction?: ReactNode;
}

/** The rows of a query: waiting, failed, none, or shown. Wide tables scroll by themselves, not the page. */
export function QueryTable<T extends { readonly id: string }>({ query, empty, emptyAction, ...table }: Props<T>) {
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
        loading={query.isPending}
        dataSource={query.data ?? []}
        locale={{ emptyText: query.isPending ? ' ' : <Nothing text={empty}>{emptyAction}</Nothing> }}
        {...table}
      />
    </Card>
  );
}

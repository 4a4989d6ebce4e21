import type { BillLineWire, OrderLine } from '@sibai/contracts';
import { formatNumber, formatYuan } from '@sibai/ui';
import { Grid, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type * as z from 'zod';

type Item = keyof ReturnType<typeof useItems>;
const useItems = () => {
  const { t } = useTranslation('payment');
  return t('item', { returnObjects: true });
};

/** What a fee or a kind of charge is called; an unknown one keeps its name. */
export function useItemText(): (item: string) => string {
  const items = useItems();
  return (item) => items[item as Item] ?? item;
}

/** What an order is for, line by line. */
export function OrderLines({ lines }: { lines: readonly z.infer<typeof OrderLine>[] }) {
  const { t } = useTranslation('payment');
  const itemText = useItemText();
  return (
    <Table
      rowKey={({ item }) => item}
      size="small"
      pagination={false}
      dataSource={[...lines]}
      columns={[
        { title: t('line.item'), dataIndex: 'item', render: itemText },
        {
          title: t('line.how'),
          key: 'how',
          render: (_, { item, unitFen, quantity, times }) =>
            item === 'setup' ? t('line.once') : t('line.months', { unit: formatYuan(unitFen), quantity, times }),
        },
        {
          title: t('line.amount'),
          dataIndex: 'totalFen',
          align: 'right',
          render: (fen: number) => <span className="tabular">{formatYuan(fen)}</span>,
        },
      ]}
    />
  );
}

/** A tenth of a fen, as a price of a minute. */
export const formatLi = (li: number): string => `¥${(li / 1000).toFixed(3).replace(/0$/, '')}`;

/** A bill's lines, each of minutes leading to its calls. */
export function BillLines({ lines }: { lines: readonly BillLineWire[] }) {
  const { t } = useTranslation('payment');
  const itemText = useItemText();
  const how = ({ item, quantity, unit, days, minutes }: BillLineWire): string => {
    if (item === 'included') return t('line.included', { quantity });
    if (minutes) return t('line.minutes', { quantity, unit: formatLi(unit ?? 0) });
    if (item === 'floor') return t('line.floor', { unit: formatYuan(unit ?? 0) });
    if (item === 'correction') return t('line.correction');
    if (days !== null) return t('line.days', { quantity, unit: formatYuan(unit ?? 0), days });
    return '—';
  };
  const numbers = new Set(lines.map(({ number }) => number));
  const wide = Grid.useBreakpoint().md ?? true;
  const link = ({ usageId, minutes }: BillLineWire) =>
    usageId &&
    minutes && <Link to={`/billing/usage/${usageId}?from=${minutes.from}&to=${minutes.to}`}>{t('line.calls')}</Link>;
  return (
    <Table<BillLineWire>
      rowKey="no"
      size="middle"
      pagination={false}
      scroll={wide ? { x: 'max-content' } : {}}
      dataSource={[...lines]}
      columns={[
        ...(numbers.size > 1
          ? [{ title: t('bill.number'), dataIndex: 'number', render: (number: string) => formatNumber(number) }]
          : []),
        {
          title: t('line.item'),
          dataIndex: 'item',
          // On a telephone all but the amount stands under its name.
          render: (item: string, line) =>
            wide ? (
              itemText(item)
            ) : (
              <>
                {itemText(item)} {link(line)}
                <br />
                <small style={{ color: 'var(--ant-color-text-description)', whiteSpace: 'normal' }}>{how(line)}</small>
              </>
            ),
        },
        ...(wide ? [{ title: t('line.how'), key: 'how', render: (_: unknown, line: BillLineWire) => how(line) }] : []),
        {
          title: t('line.amount'),
          dataIndex: 'amountFen',
          align: 'right',
          render: (fen: number) => <span className="tabular">{formatYuan(fen)}</span>,
        },
        ...(wide
          ? [{ key: 'calls', align: 'right' as const, render: (_: unknown, line: BillLineWire) => link(line) }]
          : []),
      ]}
    />
  );
}

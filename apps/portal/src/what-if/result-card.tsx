import type { WhatIfAnswer, WhatIfFigures } from '@sibai/contracts';
import { formatDuration } from '@sibai/ui';
import { Alert, Card, Collapse, Flex, Table, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

import { LevelChart } from './level-chart';
import { type Quarter, quarters } from './quarters';

interface Props {
  readonly answer: WhatIfAnswer;
  readonly changed: boolean;
}

type Measure = 'serviceLevel' | 'connectRate' | 'averageWait' | 'offered' | 'answered' | 'abandoned' | 'overflowed';
const MEASURES: readonly Measure[] = [
  'serviceLevel',
  'connectRate',
  'averageWait',
  'offered',
  'answered',
  'abandoned',
  'overflowed',
];

const valueOf = (figures: WhatIfFigures, measure: Measure): number | null =>
  measure === 'averageWait' ? figures.averageWaitMs : figures[measure];

function written(value: number | null | undefined, measure: Measure): string {
  if (value === null || value === undefined) return '—';
  if (measure === 'averageWait') return formatDuration(value);
  return measure === 'serviceLevel' || measure === 'connectRate' ? `${value.toFixed(1)}%` : String(value);
}

/** With its sign: what the change makes of it. */
function difference(from: number | null, to: number | null, measure: Measure, points: (by: string) => string): string {
  if (from === null || to === null) return '—';
  const by = to - from;
  const sign = by > 0 ? '+' : by < 0 ? '−' : '±';
  const share = measure === 'serviceLevel' || measure === 'connectRate';
  return sign + (share ? points(Math.abs(by).toFixed(1)) : written(Math.abs(by), measure));
}

/** The day on record, played as it was, and played changed, side by side. */
export function ResultCard({ answer, changed }: Props) {
  const { t, i18n } = useTranslation('whatIf');
  const { recorded, replayed, changed: other } = answer;
  const count = (value: number): string => value.toLocaleString(i18n.language);
  return (
    <Card title={t('result.title')}>
      <Flex vertical gap={16}>
        {answer.agents === 0 && <Alert type="warning" showIcon title={t('result.noStaff')} />}
        {!changed && <Alert type="info" showIcon title={t('result.unchanged')} />}
        <Table<Measure>
          size="small"
          rowKey={(measure) => measure}
          pagination={false}
          scroll={{ x: 560 }}
          dataSource={MEASURES}
          columns={[
            { title: t('result.measure'), fixed: 'left', render: (_, measure) => t(`result.${measure}`) },
            ...[recorded, replayed, other].map((column, at) => ({
              key: at,
              title: t(`result.${(['recorded', 'replayed', 'changed'] as const)[at] ?? 'changed'}`),
              align: 'right' as const,
              className: 'tabular',
              render: (_: unknown, measure: Measure) => {
                const text = written(valueOf(column.total, measure), measure);
                return at === 2 ? <strong>{text}</strong> : text;
              },
            })),
            {
              title: t('result.difference'),
              align: 'right',
              className: 'tabular',
              render: (_, measure) =>
                difference(valueOf(replayed.total, measure), valueOf(other.total, measure), measure, (by) =>
                  t('result.points', { by }),
                ),
            },
          ]}
        />
        <LevelChart answer={answer} />
        <Collapse
          ghost
          items={[{ key: 'intervals', label: t('result.intervals'), children: <Intervals answer={answer} /> }]}
        />
        <Typography.Text type="secondary">{t('result.fidelity')}</Typography.Text>
        <Typography.Text type="secondary">
          {t('result.speed', {
            decisions: count(answer.decisions),
            took: count(Math.round(answer.tookMs)),
            times: count(answer.timesRealTime),
          })}
        </Typography.Text>
      </Flex>
    </Card>
  );
}

function Intervals({ answer }: { answer: WhatIfAnswer }) {
  const { t } = useTranslation('whatIf');
  const names = ['recorded', 'replayed', 'changed'] as const;
  return (
    <Table<Quarter>
      size="small"
      rowKey="from"
      pagination={{ pageSize: 24, hideOnSinglePage: true, showSizeChanger: false }}
      scroll={{ x: 720 }}
      dataSource={quarters(answer)}
      columns={[
        { title: t('result.interval'), dataIndex: 'time', className: 'tabular' },
        ...names.map((name) => ({
          title: t(`result.${name}`),
          children: (['offered', 'serviceLevel', 'averageWait'] as const).map((measure) => ({
            key: `${name} ${measure}`,
            title: t(`result.${measure}`),
            align: 'right' as const,
            className: 'tabular',
            render: (_: unknown, row: Quarter) => {
              const figures = row[name];
              return figures ? written(valueOf(figures, measure), measure) : '—';
            },
          })),
        })),
      ]}
    />
  );
}

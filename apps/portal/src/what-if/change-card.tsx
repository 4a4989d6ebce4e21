import type { WhatIfAnswer, WhatIfChange } from '@sibai/contracts';
import { STRATEGIES, type StrategyName } from '@sibai/routing';
import { Button, Card, Flex, Form, InputNumber, Select, Switch, Table, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

import { changes, type GroupChange, NO_CHANGE } from './what-if';

interface Props {
  readonly groups: WhatIfAnswer['groups'] | undefined;
  readonly change: WhatIfChange;
  readonly onChange: (change: WhatIfChange) => void;
}

type Row = WhatIfAnswer['groups'][number];
type Seconds = 'wrapUpSeconds' | 'targetSeconds' | 'maxWaitSeconds' | 'lendsFromPercent';

/** What is to be otherwise: on the whole, and group by group once the day's groups are known. */
export function ChangeCard({ groups, change, onChange }: Props) {
  const { t } = useTranslation('whatIf');
  const { t: acd } = useTranslation('acd');
  const of = (id: string): GroupChange => change.groups.find(({ group }) => group === id) ?? { group: id, agents: 0 };
  const put = (next: GroupChange): void =>
    onChange({ ...change, groups: [...change.groups.filter(({ group }) => group !== next.group), next] });

  const number = (row: Row, name: Seconds, label: string, limits: { min: number; max: number }, was?: number) => (
    <InputNumber
      {...limits}
      precision={0}
      aria-label={`${row.name} ${label}`}
      placeholder={was === undefined ? t('change.same') : String(was)}
      value={of(row.id)[name] ?? null}
      onChange={(value) => put({ ...of(row.id), [name]: value ?? undefined })}
      style={{ width: 96 }}
    />
  );
  const percent = (name: 'volumePercent' | 'talkPercent', label: string, min: number, max: number) => (
    <Form.Item label={label} htmlFor={`what-if-${name}`} style={{ margin: 0 }}>
      <InputNumber
        id={`what-if-${name}`}
        min={min}
        max={max}
        step={5}
        precision={0}
        suffix="%"
        value={change[name]}
        onChange={(value) => onChange({ ...change, [name]: value ?? 100 })}
        style={{ width: 110 }}
      />
    </Form.Item>
  );

  return (
    <Card
      title={t('change.title')}
      extra={
        <Button type="text" disabled={!changes(change)} onClick={() => onChange(NO_CHANGE)}>
          {t('change.reset')}
        </Button>
      }
    >
      <Flex vertical gap={16}>
        <Flex wrap gap={24} align="center">
          {percent('volumePercent', t('change.volume'), 10, 500)}
          {percent('talkPercent', t('change.talk'), 20, 300)}
          <Form.Item label={t('change.pooled')} htmlFor="what-if-pooled" style={{ margin: 0 }}>
            <Flex gap={8} align="center">
              <Switch
                id="what-if-pooled"
                checked={change.pooled}
                onChange={(pooled) => onChange({ ...change, pooled })}
              />
              <Typography.Text type="secondary">{t('change.pooledHint')}</Typography.Text>
            </Flex>
          </Form.Item>
        </Flex>
        {groups ? (
          <Table<Row>
            size="small"
            rowKey="id"
            pagination={false}
            scroll={{ x: 960 }}
            dataSource={groups}
            columns={[
              { title: t('change.group'), dataIndex: 'name', fixed: 'left' },
              {
                title: t('change.asWas'),
                render: (_, row) => t('change.calls', { calls: row.calls, agents: row.agents }),
              },
              {
                title: t('change.agents'),
                render: (_, row) => (
                  <InputNumber
                    min={-200}
                    max={200}
                    precision={0}
                    aria-label={`${row.name} ${t('change.agents')}`}
                    value={of(row.id).agents}
                    onChange={(agents) => put({ ...of(row.id), agents: agents ?? 0 })}
                    style={{ width: 96 }}
                  />
                ),
              },
              {
                title: t('change.strategy'),
                render: (_, row) => (
                  <Select<StrategyName | null>
                    allowClear
                    aria-label={`${row.name} ${t('change.strategy')}`}
                    placeholder={acd(`set.strategy.${row.strategy}`)}
                    value={of(row.id).strategy ?? null}
                    options={(Object.keys(STRATEGIES) as StrategyName[]).map((value) => ({
                      value,
                      label: acd(`set.strategy.${value}`),
                    }))}
                    onChange={(strategy: StrategyName | null | undefined) =>
                      put({ ...of(row.id), strategy: strategy ?? undefined })
                    }
                    style={{ width: 180 }}
                  />
                ),
              },
              {
                title: t('change.wrapUp'),
                render: (_, row) =>
                  number(row, 'wrapUpSeconds', t('change.wrapUp'), { min: 0, max: 3600 }, row.wrapUpSeconds),
              },
              {
                title: t('change.target'),
                render: (_, row) =>
                  number(row, 'targetSeconds', t('change.target'), { min: 1, max: 600 }, row.targetSeconds),
              },
              {
                title: t('change.maxWait'),
                render: (_, row) => number(row, 'maxWaitSeconds', t('change.maxWait'), { min: 5, max: 3600 }),
              },
              {
                title: t('change.lends'),
                render: (_, row) => number(row, 'lendsFromPercent', t('change.lends'), { min: 1, max: 100 }),
              },
            ]}
          />
        ) : (
          <Typography.Text type="secondary">{t('change.groupsHint')}</Typography.Text>
        )}
      </Flex>
    </Card>
  );
}

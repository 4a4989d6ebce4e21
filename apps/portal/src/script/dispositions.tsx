import { ArrowDownOutlined, ArrowUpOutlined, PlusOutlined } from '@ant-design/icons';
import { type Disposition, DISPOSITIONS } from '@sibai/contracts';
import { Refused } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Card, Flex, Input, Switch, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { dispositions, useSetDispositions } from './scripts';

/** A code that no other has; the name may change later without touching old records. */
const newCode = (taken: readonly Disposition[]): string => {
  for (let n = taken.length + 1; ; n++) if (!taken.some(({ code }) => code === `own_${n}`)) return `own_${n}`;
};

/** The results agents choose from, in their order. */
export function Dispositions() {
  const { t } = useTranslation(['script', 'ui', 'frame']);
  const { message } = App.useApp();
  const query = useQuery(dispositions);
  const save = useSetDispositions();
  const [typed, setTyped] = useState<readonly Disposition[] | null>(null);
  const rows = typed ?? query.data ?? [];
  const put = (at: number, changed: Partial<Disposition>) =>
    setTyped(rows.map((row, each) => (each === at ? { ...row, ...changed } : row)));
  const swap = (at: number) =>
    setTyped(
      rows.map((row, each) => (each === at ? (rows[at + 1] ?? row) : each === at + 1 ? (rows[at] ?? row) : row)),
    );
  const builtIn = (code: string) => DISPOSITIONS.find((each) => each === code);
  const complete = rows.every(({ code, name }) => builtIn(code) ?? name?.trim());
  return (
    <Card title={t('results')}>
      <Typography.Paragraph type="secondary">{t('resultsLead')}</Typography.Paragraph>
      <Refused error={save.error} />
      <Flex vertical gap={8} style={{ maxWidth: 520 }}>
        {rows.map(({ code, name, offered }, at) => {
          const known = builtIn(code);
          return (
            <Flex key={code} gap={8} align="center">
              <Switch checked={offered} aria-label={t('offered')} onChange={(on) => put(at, { offered: on })} />
              <Input
                value={known ? t(`ui:disposition.${known}`) : (name ?? '')}
                disabled={known !== undefined}
                maxLength={20}
                aria-label={t('resultName')}
                placeholder={t('resultName')}
                onChange={({ target }) => put(at, { name: target.value })}
              />
              <Button
                type="text"
                icon={<ArrowUpOutlined />}
                aria-label={t('up')}
                disabled={at === 0}
                onClick={() => swap(at - 1)}
              />
              <Button
                type="text"
                icon={<ArrowDownOutlined />}
                aria-label={t('down')}
                disabled={at === rows.length - 1}
                onClick={() => swap(at)}
              />
            </Flex>
          );
        })}
        <Flex gap={8} wrap>
          <Button
            icon={<PlusOutlined />}
            disabled={rows.length >= 40}
            onClick={() => setTyped([...rows, { code: newCode(rows), name: '', offered: true }])}
          >
            {t('resultAdd')}
          </Button>
          <Button
            type="primary"
            disabled={!typed || !complete}
            loading={save.isPending}
            onClick={() =>
              save.mutate(
                {
                  dispositions: rows.map((row) => ({
                    ...row,
                    name: builtIn(row.code) ? null : (row.name?.trim() ?? ''),
                  })),
                },
                {
                  onSuccess: () => {
                    setTyped(null);
                    void message.success(t('frame:saved'));
                  },
                },
              )
            }
          >
            {t('resultsSave')}
          </Button>
        </Flex>
      </Flex>
    </Card>
  );
}

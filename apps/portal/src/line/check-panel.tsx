import { LoadingOutlined, ThunderboltOutlined } from '@ant-design/icons';
import { CHECK_ITEMS, type LineCheck, may } from '@sibai/contracts';
import { formatTime, Nothing, Refused, useSignedIn } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Button, Collapse, Flex, List, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Ladder } from './ladder';
import { check, checks, useCheck } from './line-queries';
import styles from './line.module.css';
import { useFindingText, VerdictIcon, VerdictTag } from './verdict';

/** Runs the check of a line, shows what it finds while it finds it, and what earlier ones found. */
export function CheckPanel({ lineId }: { lineId: string }) {
  const { t } = useTranslation('line');
  const { role } = useSignedIn().user;
  const past = useQuery(checks(lineId));
  const run = useCheck(lineId);
  const [chosen, setChosen] = useState<string>();
  const shown = useQuery(check(lineId, chosen ?? past.data?.[0]?.id));
  const running = run.isPending || shown.data?.state === 'running';

  const begin = () => run.mutate(undefined, { onSuccess: ({ id }) => setChosen(id) });
  return (
    <>
      <Typography.Paragraph type="secondary">{t('check.lead')}</Typography.Paragraph>
      <Refused error={run.error} />
      <div className={styles.summary}>
        {shown.data ? <Summary found={shown.data} /> : <span />}
        {may(role, 'line.manage') && (
          <Button type="primary" icon={<ThunderboltOutlined />} loading={running} onClick={begin}>
            {running ? t('check.running') : past.data?.length ? t('check.again') : t('check.run')}
          </Button>
        )}
      </div>
      {past.data?.length === 0 && !running && <Nothing text={t('check.none')} />}
      {shown.data && <Items found={shown.data} />}
      {shown.data && shown.data.ladder.length > 0 && !running && (
        <Collapse
          ghost
          items={[
            {
              key: 'ladder',
              label: t('check.ladder'),
              children: <Ladder key={shown.data.id} messages={shown.data.ladder} />,
            },
          ]}
        />
      )}
      {past.data && past.data.length > 1 && (
        <Collapse
          ghost
          items={[
            {
              key: 'history',
              label: t('check.history'),
              children: (
                <List
                  size="small"
                  dataSource={past.data}
                  renderItem={({ id, startedAt, verdict }) => (
                    <List.Item>
                      <Button type="link" size="small" onClick={() => setChosen(id)}>
                        {formatTime(startedAt, 'minute')}
                      </Button>
                      {verdict ? <VerdictTag verdict={verdict} /> : <LoadingOutlined />}
                    </List.Item>
                  )}
                />
              ),
            },
          ]}
        />
      )}
    </>
  );
}

function Summary({ found }: { found: LineCheck }) {
  const { t } = useTranslation('line');
  if (found.state === 'broken_off') return <Typography.Text type="danger">{t('check.broken_off')}</Typography.Text>;
  if (!found.verdict) return <Typography.Text strong>{t('check.running')}</Typography.Text>;
  return (
    <Flex gap={10} align="center" wrap>
      <VerdictIcon verdict={found.verdict} />
      <Typography.Text strong>{t(`check.summary.${found.verdict}`)}</Typography.Text>
      <Typography.Text type="secondary" className="tabular">
        {formatTime(found.startedAt, 'minute')}
      </Typography.Text>
    </Flex>
  );
}

function Items({ found }: { found: LineCheck }) {
  const { t } = useTranslation('line');
  const text = useFindingText();
  return (
    <ul className={styles.items} aria-live="polite">
      {CHECK_ITEMS.map((key) => {
        const item = found.items.find((one) => one.key === key);
        if (!item && found.state !== 'running') return null;
        return (
          <li key={key}>
            {item ? <VerdictIcon verdict={item.verdict} /> : <LoadingOutlined aria-label={t('check.waiting')} />}
            <strong>{t(`check.item.${key}`)}</strong>
            <p>{item ? text(item) : t('check.waiting')}</p>
          </li>
        );
      })}
    </ul>
  );
}

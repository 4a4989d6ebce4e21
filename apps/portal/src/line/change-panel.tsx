import { CHANGE_KINDS, type ChangeKind, type Line, type LineChange, may } from '@sibai/contracts';
import { formatTime, useSignedIn } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Empty, Flex, List, Popconfirm, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ChangeDialog } from './change-dialog';
import { changes, useChange } from './line-queries';
import styles from './line.module.css';

const OPEN: readonly LineChange['state'][] = ['requested', 'notice', 'offered', 'accepted'];

/** Giving a number away or up: what each way means, what is under way, and what was asked for before. */
export function ChangePanel({ line }: { line: Line }) {
  const { t } = useTranslation('line');
  const { role } = useSignedIn().user;
  const { data: all = [] } = useQuery(changes);
  const [kind, setKind] = useState<ChangeKind | null>(null);
  const [resumed, setResumed] = useState<LineChange | null>(null);
  const mine = all.filter(({ lineId }) => lineId === line.id);
  const open = mine.find(({ state }) => OPEN.includes(state));
  const manage = may(role, 'line.manage');
  return (
    <Flex vertical gap={16}>
      {open && <Progress change={open} onConfirm={() => setResumed(open)} />}
      {!open && manage && line.state !== 'closed' && (
        <div className={styles.changes}>
          {CHANGE_KINDS.map((one) => (
            <Card key={one} size="small" title={t(`change.kind.${one}`)}>
              <Typography.Paragraph type="secondary">{t(`change.about.${one}`)}</Typography.Paragraph>
              <Button danger={one !== 'transfer'} onClick={() => setKind(one)}>
                {t('change.start', { kind: t(`change.kind.${one}`) })}
              </Button>
            </Card>
          ))}
        </div>
      )}
      {!open && !manage && mine.length === 0 && (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('change.none')} />
      )}
      <Records changes={mine.filter(({ state }) => !OPEN.includes(state))} />
      {(kind ?? resumed) && (
        <ChangeDialog
          line={line}
          kind={kind ?? resumed?.kind ?? 'cancel'}
          begun={resumed}
          onClose={() => {
            setKind(null);
            setResumed(null);
          }}
        />
      )}
    </Flex>
  );
}

function Progress({ change, onConfirm }: { change: LineChange; onConfirm: () => void }) {
  const { t } = useTranslation('line');
  const { role } = useSignedIn().user;
  const { withdraw } = useChange();
  const when = change.effectiveAt && formatTime(change.effectiveAt, 'minute');
  return (
    <Card
      title={
        <Flex gap={8} align="center" wrap>
          {t(`change.kind.${change.kind}`)} <Tag color="processing">{t(`change.state.${change.state}`)}</Tag>
        </Flex>
      }
      extra={
        may(role, 'line.manage') && (
          <Popconfirm
            title={t('change.withdraw')}
            description={t('change.withdrawAsk')}
            onConfirm={() => withdraw.mutate(change.id)}
          >
            <Button size="small" loading={withdraw.isPending}>
              {t('change.withdraw')}
            </Button>
          </Popconfirm>
        )
      }
    >
      <Flex vertical gap={8}>
        <Typography.Text>{change.reason}</Typography.Text>
        {when && (
          <Typography.Text type="secondary">
            {change.kind === 'transfer' ? t('change.until', { time: when }) : t('change.on', { time: when })}
          </Typography.Text>
        )}
        {change.toName && <Typography.Text>{`${t('change.toName')}：${change.toName}`}</Typography.Text>}
        {change.state === 'accepted' && <TakerSteps change={change} />}
        {change.authorisation && (
          <div>
            <Typography.Text type="secondary">{t('change.authorisationIs')}</Typography.Text>
            <div>
              <Typography.Text copyable className={styles.code ?? ''}>
                {change.authorisation}
              </Typography.Text>
            </div>
          </div>
        )}
        {change.state === 'requested' && (
          <Button type="primary" onClick={onConfirm} style={{ alignSelf: 'start' }}>
            {t('change.codeTitle')}
          </Button>
        )}
      </Flex>
    </Card>
  );
}

export function TakerSteps({ change }: { change: LineChange }) {
  const { t } = useTranslation('line');
  return (
    <Flex gap={8} wrap>
      {(['verified', 'contracted'] as const).map((step) => (
        <Tag key={step} color={change[step] ? 'success' : 'default'}>
          {change[step] ? '✓ ' : '○ '}
          {t(`change.step.${step}`)}
        </Tag>
      ))}
    </Flex>
  );
}

function Records({ changes: past }: { changes: readonly LineChange[] }) {
  const { t } = useTranslation('line');
  if (past.length === 0) return null;
  return (
    <List
      header={<Typography.Text strong>{t('change.records')}</Typography.Text>}
      size="small"
      dataSource={[...past]}
      renderItem={({ kind, state, requestedAt, reason }) => (
        <List.Item>
          <span>{t(`change.kind.${kind}`)}</span>
          <Typography.Text type="secondary">{reason}</Typography.Text>
          <Typography.Text type="secondary" className="tabular">
            {formatTime(requestedAt, 'minute')}
          </Typography.Text>
          <Tag>{t(`change.state.${state}`)}</Tag>
        </List.Item>
      )}
    />
  );
}

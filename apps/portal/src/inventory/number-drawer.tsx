import type { NumberHappening, StockDetail } from '@sibai/contracts';
import { Failure, formatNumber, formatTime, formatYuan, language, Loading, Nothing } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Descriptions, Drawer, Flex, Form, Input, InputNumber, Tag, Timeline, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { FormModal } from '../frame/form-modal';
import { Digits } from '../number/digits';
import { tierName } from '../number/number-row';
import styles from './inventory.module.css';
import { type StockActName, type StockChange, stockNumber, useStockAct } from './inventory';
import { StateTag } from './numbers-tab';

/** One number: what it is, whose, who waits, what happened to it, and what the operator can do. */
export function NumberDrawer({ number, onClose }: { number: string | null; onClose: () => void }) {
  return (
    <Drawer open={number !== null} onClose={onClose} title={number && formatNumber(number)} size={560} destroyOnHidden>
      {number && <Detail number={number} />}
    </Drawer>
  );
}

function Detail({ number }: { number: string }) {
  const { t } = useTranslation('inventory');
  const { t: words } = useTranslation('number');
  const query = useQuery(stockNumber(number));
  const [act, setAct] = useState<StockActName | 'price' | null>(null);
  if (query.isPending) return <Loading />;
  if (query.isError && !query.data) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  const detail = query.data;
  const inChinese = language() === 'zh-CN';
  return (
    <Flex vertical gap={20}>
      <Digits number={number} marked={detail.reasons.flatMap(({ digits }) => digits)} />
      <Descriptions
        column={1}
        size="small"
        items={[
          { label: t('column.state'), children: <StateTag state={detail.state} /> },
          ...(detail.suspendedFor.length > 0
            ? [
                {
                  label: t('detail.suspendedFor'),
                  children: detail.suspendedFor.map((cause) => <Cause key={cause} cause={cause} />),
                },
              ]
            : []),
          { label: t('column.tenant'), children: detail.tenant?.name ?? '—' },
          ...(detail.until ? [{ label: t('column.until'), children: formatTime(detail.until, 'minute') }] : []),
          { label: t('column.tier'), children: tierName(detail.tier) },
          {
            label: t('column.price'),
            children: (
              <>
                {formatYuan(detail.priceFen)} {detail.ownPriceFen !== null && <Tag>{t('ownPrice')}</Tag>}
              </>
            ),
          },
          { label: t('column.carrier'), children: detail.carrier ? words(`carrier.${detail.carrier}`) : '—' },
          { label: t('detail.score'), children: <b className="tabular">{detail.score}</b> },
          {
            label: t('detail.why'),
            children: detail.reasons.map(({ zh, en, points }) => `${inChinese ? zh : en} +${points}`).join('；') || '—',
          },
          {
            label: t('detail.waits'),
            children:
              detail.waits.length === 0
                ? t('detail.noWaits')
                : detail.waits.map(({ tenantName }) => tenantName).join(' → '),
          },
        ]}
      />
      <Flex wrap gap={8}>
        {actsOf(detail).map((name) => (
          <Button key={name} danger={name === 'release' || name === 'suspend'} onClick={() => setAct(name)}>
            {t(`detail.${name}`)}
          </Button>
        ))}
      </Flex>
      <section>
        <Typography.Title level={5}>{t('detail.history')}</Typography.Title>
        <Happenings history={detail.history} />
      </section>
      <ActModal detail={detail} act={act} onClose={() => setAct(null)} />
    </Flex>
  );
}

/** What may be done to a number in its state. */
function actsOf({ state, tenant, suspendedFor }: StockDetail): (StockActName | 'price')[] {
  switch (state) {
    case 'free':
      return ['price', 'suspend'];
    case 'held':
      return ['release'];
    case 'sold':
      return ['suspend', 'release'];
    case 'suspended': {
      const ours = suspendedFor.includes('operator') || suspendedFor.includes('ported');
      return [
        ...(ours ? (['restore'] as const) : (['suspend'] as const)),
        ...(tenant ? (['release'] as const) : (['price'] as const)),
      ];
    }
    case 'cooling':
      return ['price'];
  }
}

function Cause({ cause }: { cause: string }) {
  const { t } = useTranslation('inventory');
  const known = { payment: true, verification: true, operator: true, ported: true } as const;
  return <Tag color="error">{cause in known ? t(`detail.cause.${cause as keyof typeof known}`) : cause}</Tag>;
}

function Happenings({ history }: { history: readonly NumberHappening[] }) {
  const { t, i18n } = useTranslation('inventory');
  if (history.length === 0) return <Nothing text={t('detail.noHistory')} />;
  const word = (group: 'happening' | 'reason' | 'actor', name: string): string =>
    lookUp(i18n.getResource(i18n.language, 'inventory', group), name) ?? name;
  return (
    <Timeline
      items={history.map(({ at, type, actor, tenantName, reason }, i) => ({
        key: i,
        content: (
          <div className={styles.happening}>
            <strong>{word('happening', type)}</strong>
            {tenantName && <span>{tenantName}</span>}
            {reason && <span>{word('reason', reason)}</span>}
            <small className="tabular">
              {formatTime(at, 'minute')} · {word('actor', actor)}
            </small>
          </div>
        ),
      }))}
    />
  );
}

/** The names of events have dots, which would lead i18next into a tree that is not there. */
function lookUp(words: unknown, name: string): string | undefined {
  const found = (words as Readonly<Record<string, string>> | undefined)?.[name];
  return typeof found === 'string' ? found : undefined;
}

interface ActForm {
  readonly reason: string;
  readonly yuan?: number | null;
}

function ActModal({
  detail,
  act,
  onClose,
}: {
  detail: StockDetail;
  act: StockActName | 'price' | null;
  onClose: () => void;
}) {
  const { t } = useTranslation('inventory');
  const { t: frame } = useTranslation('frame');
  const save = useStockAct(detail.number);
  const changeOf = ({ reason, yuan }: ActForm): StockChange =>
    act === 'price'
      ? { act, reason, ownPriceFen: yuan ? Math.round(yuan * 100) : null }
      : { act: act ?? 'release', reason };
  return (
    <FormModal<ActForm>
      title={act ? `${t(`detail.${act}`)} ${formatNumber(detail.number)}` : ''}
      open={act !== null}
      initial={{ yuan: detail.ownPriceFen === null ? null : detail.ownPriceFen / 100 }}
      save={{ ...save, mutateAsync: (values) => save.mutateAsync(changeOf(values)) }}
      onClose={onClose}
    >
      {act && (
        <Alert
          type={act === 'release' ? 'warning' : 'info'}
          showIcon
          title={t(`detail.${act}Hint`)}
          style={{ marginBlockEnd: 16 }}
        />
      )}
      {act === 'price' && (
        <Form.Item name="yuan" label={t('tiers.newPrice')}>
          <InputNumber min={0.01} max={100_000} precision={2} prefix="¥" style={{ width: 180 }} />
        </Form.Item>
      )}
      <Form.Item
        name="reason"
        label={t('detail.reason')}
        extra={t('detail.reasonHint')}
        rules={[{ required: true, whitespace: true, min: 2, message: frame('required') }]}
      >
        <Input maxLength={200} />
      </Form.Item>
    </FormModal>
  );
}

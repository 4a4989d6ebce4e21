import { exits, type Flow, type FlowNode, nodeOf, WEEKDAYS } from '@sibai/ivr';
import { formatNumber } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Tag } from 'antd';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';

import { groups } from '../acd/groups';
import styles from './ivr.module.css';

/** What there is to know of a node besides what it says and where it leads. */
export function NodeFacts({ node }: { node: FlowNode }) {
  const { t } = useTranslation('ivr');
  const { data: known = [] } = useQuery(groups);
  switch (node.kind) {
    case 'play':
      return node.bargeIn ? <p className={styles.facts}>{t('node.bargeIn')}</p> : null;
    case 'menu':
      return (
        <p className={styles.facts}>
          {t('node.attempts', { count: node.retries, seconds: node.timeoutMs / 1000 })}
          {node.bargeIn && ` · ${t('node.bargeIn')}`}
        </p>
      );
    case 'set':
      return (
        <p className={styles.facts}>
          <code>{t('node.variable', { variable: node.variable, value: node.value })}</code>
        </p>
      );
    case 'queue':
      return (
        <p className={styles.facts}>
          {t('node.groups')}{' '}
          {node.groups.map((id) => (
            <Tag key={id} color="green">
              {known.find((group) => group.id === id)?.name ?? id}
            </Tag>
          ))}
          {t('node.announce', { seconds: node.announce.everySeconds })}
          {announced(node, t)}
        </p>
      );
    case 'number':
      return (
        <p className={styles.facts}>{t('node.dial', { to: formatNumber(node.to), seconds: node.timeoutSeconds })}</p>
      );
    case 'hours':
      return <Hours node={node} />;
    case 'hangup':
      return <p className={styles.facts}>{t(`node.cause.${node.cause}`)}</p>;
  }
}

function announced({ announce }: Extract<FlowNode, { kind: 'queue' }>, t: TFunction<'ivr'>): string {
  const what = [
    ...(announce.position ? [t('node.position')] : []),
    ...(announce.estimatedWait ? [t('node.estimatedWait')] : []),
  ];
  return what.length === 0 ? '' : ` (${what.join(' · ')})`;
}

function Hours({ node }: { node: Extract<FlowNode, { kind: 'hours' }> }) {
  const { t } = useTranslation('ivr');
  const exceptions = Object.keys(node.exceptions).length;
  return (
    <div className={styles.facts}>
      <dl className={styles.week}>
        {WEEKDAYS.map((day) => (
          <div key={day}>
            <dt>{t(`node.day.${day}`)}</dt>
            <dd className="tabular">
              {(node.weekly[day] ?? []).map(({ from, to }) => `${from}–${to}`).join(' ') || t('node.dayClosed')}
            </dd>
          </div>
        ))}
      </dl>
      {t('node.timeZone', { zone: node.timeZone })}
      {node.holidays && ` · ${t('node.holidays')}`}
      {exceptions > 0 && ` · ${t('node.exceptions', { count: exceptions })}`}
    </div>
  );
}

/** Where a node leads. */
export function Ways({ flow, node }: { flow: Flow; node: FlowNode }) {
  const { t } = useTranslation('ivr');
  const ways = exits(node);
  if (ways.length === 0) return null;
  return (
    <ul className={styles.ways}>
      {ways.map(({ path, to }) => {
        const target = nodeOf(flow, to);
        return (
          <li key={path.join('.')}>
            <span>{wayName(node, path, t)}</span>
            {target ? <a href={`#node-${to}`}>{target.title || to}</a> : <em>{t('node.missing', { id: to })}</em>}
          </li>
        );
      })}
    </ul>
  );
}

function wayName(node: FlowNode, [way, key = '']: readonly string[], t: TFunction<'ivr'>): string {
  switch (way) {
    case 'options':
      return t('node.key', { key });
    case 'exhausted':
      return t('node.exhausted');
    case 'open':
      return t('node.open');
    case 'closed':
      return t('node.closed');
    case 'holiday':
      return t('node.holiday');
    case 'nobody':
      return t('node.nobody');
    default:
      return node.kind === 'number' ? t('node.noAnswer') : t('node.next');
  }
}

import { WarningFilled } from '@ant-design/icons';
import type { FloorSettings, Live, WallMetric } from '@sibai/contracts';
import { Elapsed, formatDuration, formatPercent, Nothing, useNow } from '@sibai/ui';
import { Tag, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { BroadcastButton } from '../steering/broadcast-button';
import { levelOf } from './level';
import styles from './live.module.css';
import { useOutlookText } from './outlook-text';

interface Props {
  readonly groups: Live['groups'];
  readonly settings: FloorSettings;
  readonly skew: number;
  readonly steers: boolean;
}

const COLUMNS = [
  ...['waiting', 'longest', 'outlook', 'ready', 'talking', 'wrapUp', 'paused', 'signedIn'],
  ...['serviceLevel', 'connectRate', 'abandonRate', 'handle', 'occupancy'],
] as const;

/** The queues: who waits, what is coming, who is there, and the day so far. */
export function LiveGroups({ groups, settings, skew, steers }: Props) {
  const { t } = useTranslation('analytics');
  return (
    <section className={styles.panel} aria-labelledby="live-groups">
      <header>
        <h2 id="live-groups">{t('groups.title')}</h2>
      </header>
      {groups.length === 0 ? (
        <Nothing text={t('groups.empty')} />
      ) : (
        <div className={styles.scroll}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t('groups.name')}</th>
                {COLUMNS.map((column) => (
                  <th key={column} scope="col">
                    {t(`groups.${column}`)}
                  </th>
                ))}
                {steers && <th scope="col" aria-label={t('groups.acts')} />}
              </tr>
            </thead>
            <tbody className="tabular">
              {groups.map((group) => (
                <GroupRow key={group.id} group={group} settings={settings} skew={skew} steers={steers} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function GroupRow({
  group,
  settings: { thresholds },
  skew,
  steers,
}: Omit<Props, 'groups'> & { group: Live['groups'][number] }) {
  const { t } = useTranslation('analytics');
  const now = useNow();
  const outlookText = useOutlookText();
  const { today, outlook } = group;
  const waited = group.longestSince === null ? null : (now - skew - Date.parse(group.longestSince)) / 1000;
  const cell = (metric: WallMetric, value: number | null, text: ReactNode) => (
    <td data-level={levelOf(metric, value, thresholds) ?? undefined}>{text}</td>
  );
  const seconds = today.handleMs === null ? null : today.handleMs / 1000;
  return (
    <tr>
      <th scope="row">
        {group.name} {!group.open && <Tag style={{ marginInlineStart: 4 }}>{t('groups.closed')}</Tag>}
      </th>
      {cell('longestWaitSeconds', waited, group.waiting)}
      {cell(
        'longestWaitSeconds',
        waited,
        group.longestSince ? <Elapsed since={group.longestSince} skew={skew} /> : '—',
      )}
      <td data-level={outlook.breach ? 'bad' : undefined}>
        <Tooltip title={outlookText(outlook)}>
          <span tabIndex={0}>
            {outlook.breach && <WarningFilled aria-label={t('outlook.breach')} />}{' '}
            {outlook.serviceLevel === null ? '—' : formatPercent(Math.round(outlook.serviceLevel))}
          </span>
        </Tooltip>
      </td>
      <td>{group.ready}</td>
      <td>{group.talking}</td>
      <td>{group.wrapUp}</td>
      <td>{group.paused}</td>
      <td data-level={group.open && group.signedIn === 0 ? 'bad' : undefined}>{group.signedIn}</td>
      {cell('serviceLevel', today.serviceLevel, formatPercent(today.serviceLevel))}
      {cell('connectRate', today.connectRate, formatPercent(today.connectRate))}
      {cell('abandonRate', today.abandonRate, formatPercent(today.abandonRate))}
      {cell('handleSeconds', seconds, today.handleMs === null ? '—' : formatDuration(today.handleMs))}
      {cell('occupancy', today.occupancy, formatPercent(today.occupancy))}
      {steers && (
        <td>
          <BroadcastButton group={group} />
        </td>
      )}
    </tr>
  );
}

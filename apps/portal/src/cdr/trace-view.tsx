import type { DecisionTrace } from '@sibai/routing';
import { formatDuration, formatPercent } from '@sibai/ui';
import { Collapse, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import styles from './cdr.module.css';
import type { Names } from './event-text';
import { readTrace, rejectionSentences, traceSentences } from './trace';
import { traceNotes } from './trace-notes';

interface Props {
  readonly trace: Readonly<Record<string, unknown>>;
  readonly callId: string;
  readonly names: Names;
}

/** Why the router chose as it did: in sentences, then what it compared, then the data itself. */
export function TraceView({ trace, callId, names }: Props) {
  const { t } = useTranslation('cdr');
  const known = readTrace(trace);
  const notes = known ? traceNotes(known, callId, t, names) : [];
  const rejections = known ? rejectionSentences(known, t, names) : [];
  return (
    <div className={styles.trace}>
      {known && (
        <>
          <p>{traceSentences(known, t, names).join('')}</p>
          {notes.length > 0 && (
            <ul>
              {notes.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          )}
          <Compared trace={known} callId={callId} names={names} />
          {rejections.length > 0 && (
            <>
              <h4>{t('trace.rejections')}</h4>
              <ul>
                {rejections.map((sentence) => (
                  <li key={sentence}>{sentence}</li>
                ))}
              </ul>
            </>
          )}
        </>
      )}
      <Collapse
        ghost
        size="small"
        defaultActiveKey={known ? [] : ['raw']}
        items={[
          {
            key: 'raw',
            label: t('trace.raw'),
            children: (
              <Typography.Paragraph copyable={{ text: JSON.stringify(trace, null, 2) }}>
                <pre className={styles.raw}>{JSON.stringify(trace, null, 2)}</pre>
              </Typography.Paragraph>
            ),
          },
        ]}
      />
    </div>
  );
}

function Compared({ trace, callId, names }: { trace: DecisionTrace; callId: string; names: Names }) {
  const { t } = useTranslation('cdr');
  // Absent from the traces of earlier versions.
  const time = (ms: number | null | undefined): string => (typeof ms !== 'number' ? '—' : formatDuration(ms));
  const { outcome } = trace;
  const newer = trace.version >= 2;
  const chosen = outcome.kind === 'offer' ? outcome : null;
  return (
    <>
      <Rows
        title={t('trace.groups')}
        head={[
          t('trace.column.group'),
          t('trace.column.waiting'),
          t('trace.column.average'),
          t('trace.column.head'),
          t('trace.column.ready'),
        ]}
        rows={trace.groups.map((row) => ({
          key: row.group,
          chosen: row.group === chosen?.group,
          cells: [row.name, row.waiting, time(row.averageWaitMs), time(row.headWaitMs), row.readyAgents],
        }))}
      />
      <Rows
        title={t('trace.agents')}
        head={[
          t('trace.column.agent'),
          t('trace.column.rank'),
          t('trace.column.idle'),
          t('trace.column.proficiency'),
          ...(newer ? [t('why.column.calls'), t('why.column.occupancy'), t('why.column.from')] : []),
        ]}
        rows={trace.agents.map((row) => ({
          key: row.agent,
          chosen: row.agent === chosen?.agent,
          cells: [
            names.agent(row.agent),
            row.rank,
            time(row.idleMs),
            row.proficiency,
            ...(newer
              ? [
                  row.calls ?? '—',
                  row.occupancy === undefined ? '—' : formatPercent(row.occupancy * 100),
                  row.lentBy ? t('why.column.lent', { group: names.group(row.lentBy) }) : t('why.column.own'),
                ]
              : []),
          ],
        }))}
      />
      <Rows
        title={t('trace.callers')}
        head={[
          t('trace.column.call'),
          t('trace.column.rank'),
          t('trace.column.waited'),
          t('trace.column.priority'),
          ...(newer ? [t('why.column.score')] : []),
        ]}
        rows={trace.callers.map((row) => ({
          key: row.call,
          chosen: row.call === chosen?.call,
          cells: [
            row.call === callId ? t('trace.column.thisCall') : t('trace.column.other'),
            row.rank,
            time(row.waitMs),
            row.priority,
            ...(newer ? [time(row.scoreMs)] : []),
          ],
        }))}
      />
    </>
  );
}

interface RowsProps {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly { readonly key: string; readonly chosen: boolean; readonly cells: readonly ReactNode[] }[];
}

function Rows({ title, head, rows }: RowsProps) {
  if (rows.length === 0) return null;
  return (
    <div className={styles.scroll}>
      <table className={styles.compared}>
        <caption>{title}</caption>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="tabular">
          {rows.map(({ key, chosen, cells }) => (
            <tr key={key} data-chosen={chosen || undefined}>
              {cells.map((cell, at) => (
                <td key={head[at]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

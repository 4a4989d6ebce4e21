import { FileAddOutlined } from '@ant-design/icons';
import type { CallContext, TimelineEntry } from '@sibai/contracts';
import { Failure, formatDuration, formatTime, language, Loading, PhoneNumber } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Button, Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import { BlockRequest } from './block-request';
import { contextQuery, ticketPad } from './context';
import { Identify } from './identify';
import { ScriptList } from './script-list';
import styles from './context.module.css';

/** Who calls, what happened with them before, what is open, and what is to be said. */
export function Customer({ callId }: { callId: string }) {
  const { t } = useTranslation('desk');
  const { data, error, refetch } = useQuery(contextQuery(callId));
  if (error) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <div className={styles.context}>
      <Person context={data} />
      <Button block icon={<FileAddOutlined aria-hidden />} onClick={() => ticketPad.open(callId)}>
        {t('context.ticket')}
      </Button>
      <OpenTickets context={data} />
      {data.script && <ScriptList context={data} script={data.script} />}
      <History entries={data.timeline.entries.filter((entry) => entry.kind !== 'call' || entry.callId !== callId)} />
      <BlockRequest key={callId} callId={callId} />
    </div>
  );
}

function Person({ context }: { context: CallContext }) {
  const { contact, number } = context;
  if (!contact) return <Identify callId={context.callId} number={number} />;
  return (
    <section>
      <h3 className={styles.name}>{contact.name}</h3>
      {contact.company && <div className={styles.secondary}>{contact.company}</div>}
      <div>
        {contact.numbers.map((each) => (
          <div key={each}>
            <PhoneNumber number={each} />
          </div>
        ))}
      </div>
      {contact.tags.length > 0 && (
        <div className={styles.tags}>
          {contact.tags.map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
        </div>
      )}
      {contact.remark && <p className={styles.text}>{contact.remark}</p>}
    </section>
  );
}

function OpenTickets({ context: { tickets } }: { context: CallContext }) {
  const { t } = useTranslation('desk');
  if (tickets.length === 0) return null;
  return (
    <section>
      <h4 className={styles.head}>{t('context.open')}</h4>
      <ul className={styles.list}>
        {tickets.map(({ id, no, title, state, assignee }) => (
          <li key={id}>
            <a href={`/tickets/${id}`} target="_blank" rel="noreferrer">
              #{no} {title}
            </a>
            <div className={styles.secondary}>
              {t(`context.state.${state}`)}
              {assignee && ` · ${assignee.name}`}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function History({ entries }: { entries: readonly TimelineEntry[] }) {
  const { t } = useTranslation('desk');
  return (
    <section>
      <h4 className={styles.head}>{t('context.history')}</h4>
      {entries.length === 0 && <p className={styles.secondary}>{t('context.first')}</p>}
      <ul className={styles.list}>
        {entries.map((entry) => (
          <li key={entry.kind === 'call' ? entry.callId : entry.ticketId}>
            <div className="tabular">
              {formatTime(entry.at, 'moment', language())}{' '}
              {entry.kind === 'call' ? t(`context.${entry.direction}`) : `#${entry.no} ${entry.title}`}
            </div>
            {entry.kind === 'call' ? (
              <Past call={entry} />
            ) : (
              <div className={styles.secondary}>{t(`context.state.${entry.state}`)}</div>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Past({ call }: { call: Extract<TimelineEntry, { kind: 'call' }> }) {
  const { t } = useTranslation('desk');
  const told = [
    call.agentName ?? t('context.unanswered'),
    call.groupName,
    call.waitMs > 0 && t('context.waited', { time: formatDuration(call.waitMs) }),
    call.talkMs > 0 && t('context.talked', { time: formatDuration(call.talkMs) }),
  ].filter(Boolean);
  return (
    <>
      <div className={styles.secondary}>{told.join(' · ')}</div>
      {call.notes && <p className={styles.text}>{call.notes}</p>}
    </>
  );
}

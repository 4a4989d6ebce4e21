import { ArrowLeftOutlined } from '@ant-design/icons';
import { type CallDetail, DISPOSITIONS, may } from '@sibai/contracts';
import { formatDuration, formatTime, PhoneNumber, useCallerText, useSignedIn } from '@sibai/ui';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Alert, Button, Card, Descriptions, Flex, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';

import { Page } from '../frame/page';
import { ListeningsOfCall } from '../recording/listenings-table';
import { lineLabel } from '../trunk/line-label';
import { callDetail } from './calls';
import styles from './cdr.module.css';
import { eventText, type Names } from './event-text';
import { MARKED } from './marks';
import { useNames } from './names';
import { OutcomeTag } from './outcome-tag';
import { QualityCard } from './quality-card';
import { RecordingPlayer } from './recording-player';
import { readTrace } from './trace';
import { TraceView } from './trace-view';
import { WaitingCard } from './waiting-card';

export function CallPage() {
  const { id = '' } = useParams();
  const { t } = useTranslation('cdr');
  const { t: frame } = useTranslation('frame');
  const go = useNavigate();
  const { data: call } = useSuspenseQuery(callDetail(id));
  const names = useNames();
  const callerText = useCallerText();
  const { role } = useSignedIn().user;
  return (
    <Page
      title={t('detail.title', { caller: callerText(call.caller) })}
      lead={formatTime(call.startedAt)}
      extra={
        <Button icon={<ArrowLeftOutlined />} onClick={() => void go('/calls')}>
          {frame('page.calls')}
        </Button>
      }
    >
      {call.endedAt === null && (
        <Alert type="info" showIcon title={t('detail.running')} style={{ marginBlockEnd: 16 }} />
      )}
      <div className={styles.columns}>
        <div className={styles.stack}>
          {call.endedAt === null && <WaitingCard callId={call.id} names={names} />}
          <Facts call={call} cause={names.cause} />
          <Recordings call={call} names={names} />
          {may(role, 'listening.view') && call.recordings.length > 0 && <ListeningsOfCall call={call.id} />}
          <QualityCard call={call} />
          <Assignments call={call} names={names} />
        </div>
        <Card title={t('detail.events')}>
          <ol className={styles.events}>
            {call.events.map((event, at) => (
              <li key={at} data-stage={event.type.split('.')[0]}>
                <time className="tabular" dateTime={event.at} title={event.type}>
                  {formatTime(event.at, 'time')}
                </time>
                <span>{eventText(event, t, names)}</span>
              </li>
            ))}
          </ol>
        </Card>
      </div>
    </Page>
  );
}

function Facts({ call, cause }: { call: CallDetail; cause: Names['cause'] }) {
  const { t } = useTranslation('cdr');
  const { t: ui } = useTranslation('ui');
  const disposition = DISPOSITIONS.find((known) => known === call.disposition);
  // The record of a call in progress is only brought up to date now and then: its course has the latest.
  const spent = (ms: number): string => (call.endedAt === null && ms === 0 ? '—' : formatDuration(ms));
  const items = [
    [t('column.outcome'), <OutcomeTag key="outcome" outcome={call.outcome} />],
    [t('column.caller'), <PhoneNumber key="caller" number={call.caller} />],
    [t('column.region'), call.region ?? '—'],
    [t('column.dialled'), lineLabel(call.lineName, call.dialled)],
    [t('column.startedAt'), formatTime(call.startedAt)],
    [t('detail.endedAt'), call.endedAt ? formatTime(call.endedAt) : '—'],
    [t('detail.cause'), call.cause ? cause(call.cause) : '—'],
    [t('column.group'), call.groupName ?? '—'],
    [t('column.agent'), call.agentName ?? '—'],
    [t('detail.ivrTime'), spent(call.ivrMs)],
    [t('detail.queueTime'), spent(call.queueMs)],
    [t('detail.ringTime'), spent(call.ringMs)],
    [t('detail.talkTime'), spent(call.talkMs)],
    [t('detail.holdTime'), spent(call.holdMs)],
    [t('detail.disposition'), disposition ? ui(`disposition.${disposition}`) : '—'],
  ] as const;
  return (
    <Card title={t('detail.facts')}>
      <Descriptions
        size="small"
        column={{ xs: 1, sm: 2 }}
        className="tabular"
        items={[
          ...items.map(([label, children]) => ({ key: label, label, children })),
          {
            key: 'path',
            label: t('detail.ivrPath'),
            span: 'filled',
            children: call.ivrPath.length === 0 ? '—' : <Path steps={call.ivrPath} />,
          },
          { key: 'notes', label: t('detail.notes'), span: 'filled', children: call.notes || '—' },
        ]}
      />
    </Card>
  );
}

function Path({ steps }: { steps: readonly string[] }) {
  return (
    <Flex wrap gap={4}>
      {steps.map((step, at) => (
        <Tag key={at} style={{ marginInlineEnd: 0 }}>
          {step}
        </Tag>
      ))}
    </Flex>
  );
}

function Recordings({ call, names }: { call: CallDetail; names: Names }) {
  const { t } = useTranslation('cdr');
  const none = call.endedAt === null ? 'noRecordingYet' : call.recorded ? 'notAllowed' : 'noRecording';
  return (
    <Card title={t('detail.recordings')}>
      {call.recordings.length === 0 && <Typography.Text type="secondary">{t(`detail.${none}`)}</Typography.Text>}
      {call.recordings.length > 0 && (
        <div className={styles.stack}>
          {call.recordings.map((recording) => (
            <RecordingPlayer
              key={recording.id}
              recording={recording}
              events={call.events
                .filter(({ type }) => MARKED.includes(type))
                .map((event) => ({
                  at: (Date.parse(event.at) - Date.parse(recording.startedAt)) / 1000,
                  type: event.type,
                  what: eventText(event, t, names),
                }))}
            />
          ))}
        </div>
      )}
    </Card>
  );
}

function Assignments({ call, names }: { call: CallDetail; names: Names }) {
  const { t } = useTranslation('cdr');
  return (
    <Card title={t('detail.assignments')}>
      {call.assignments.length === 0 && (
        <Typography.Text type="secondary">
          {t(call.endedAt === null ? 'detail.noAssignmentYet' : 'detail.noAssignment')}
        </Typography.Text>
      )}
      {call.assignments.map((assignment) => (
        <section key={assignment.id} className={styles.assignment}>
          <Flex wrap gap={8} align="center">
            <strong>{assignment.agentName}</strong>
            <span>{assignment.groupName}</span>
            <Tag>{t(`assignment.state.${assignment.state}`)}</Tag>
            <span>{t('assignment.offeredAt', { time: formatTime(assignment.offeredAt, 'time') })}</span>
            <span>{lasted(assignment, t)}</span>
          </Flex>
          <h3 style={{ fontSize: 14, marginBlock: '12px 0' }}>{t('assignment.why')}</h3>
          {assignment.kind !== 'queue' && (
            <Typography.Paragraph>{t(`assignment.kind.${assignment.kind}`)}</Typography.Paragraph>
          )}
          {/* A callback may have waited for whoever was free, as callers do. */}
          {(assignment.kind === 'queue' || readTrace(assignment.trace)) && (
            <TraceView trace={assignment.trace} callId={call.id} names={names} />
          )}
        </section>
      ))}
    </Card>
  );
}

function lasted(
  { offeredAt, answeredAt, endedAt }: CallDetail['assignments'][number],
  t: ReturnType<typeof useTranslation<'cdr'>>['t'],
): string {
  const between = (from: string, to: string): string => formatDuration(Date.parse(to) - Date.parse(from));
  if (answeredAt && endedAt) return t('assignment.talked', { duration: between(answeredAt, endedAt) });
  const rangUntil = answeredAt ?? endedAt;
  return rangUntil ? t('assignment.rang', { duration: between(offeredAt, rangUntil) }) : '';
}

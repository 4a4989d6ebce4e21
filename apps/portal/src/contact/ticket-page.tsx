import { TICKET_PRIORITIES, TICKET_STATES, type TicketDetail } from '@sibai/contracts';
import { Failure, formatTime, Loading, Nothing, Refused } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Card, Descriptions, Flex, Form, Input, Select, Timeline, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';

import { Page } from '../frame/page';
import { ticket, ticketPeople, useChangeTicket } from './tickets';

export function TicketPage() {
  const { id = '' } = useParams();
  const query = useQuery(ticket(id));
  if (query.isError && !query.data) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Loading />;
  return <Known ticket={query.data} />;
}

function Known({ ticket: known }: { ticket: TicketDetail }) {
  const { t } = useTranslation('contact');
  const facts = [
    {
      key: 'contact',
      label: t('ticket.contact'),
      children: known.contact ? (
        <Link to={`/contacts/${known.contact.id}`}>{known.contact.name}</Link>
      ) : (
        (known.number ?? '—')
      ),
    },
    {
      key: 'created',
      label: t('ticket.created'),
      children: `${known.createdBy} ${formatTime(known.createdAt, 'moment')}`,
    },
    { key: 'due', label: t('ticket.due'), children: known.dueAt ? formatTime(known.dueAt, 'moment') : '—' },
    ...(known.callId
      ? [{ key: 'call', label: '', children: <Link to={`/calls/${known.callId}`}>{t('ticket.call')}</Link> }]
      : []),
  ];
  return (
    <Page title={`#${known.no} ${known.title}`}>
      <Flex vertical gap={16}>
        <Card>
          <Descriptions column={{ xs: 1, md: 2 }} items={facts} />
          {known.body && (
            <Typography.Paragraph style={{ whiteSpace: 'pre-wrap', marginBlock: 12 }}>
              {known.body}
            </Typography.Paragraph>
          )}
        </Card>
        <Change ticket={known} />
        <History ticket={known} />
      </Flex>
    </Page>
  );
}

interface Typed {
  readonly state: TicketDetail['state'];
  readonly priority: TicketDetail['priority'];
  readonly assigneeId: NonNullable<TicketDetail['assignee']>['id'] | null;
  readonly comment?: string;
}

function Change({ ticket: known }: { ticket: TicketDetail }) {
  const { t } = useTranslation('contact');
  const { t: frame } = useTranslation('frame');
  const { message } = App.useApp();
  const people = useQuery(ticketPeople);
  const change = useChangeTicket(known.id);
  const [form] = Form.useForm<Typed>();
  const save = ({ comment, ...typed }: Typed) =>
    change.mutate(
      { ...typed, assigneeId: typed.assigneeId ?? null, version: known.version, ...(comment?.trim() && { comment }) },
      {
        onSuccess: () => {
          form.resetFields(['comment']);
          void message.success(frame('saved'));
        },
      },
    );
  return (
    <Card>
      <Refused error={change.error} />
      <Form<Typed>
        form={form}
        layout="vertical"
        initialValues={{ state: known.state, priority: known.priority, assigneeId: known.assignee?.id ?? null }}
        onFinish={save}
      >
        <Flex gap={12} wrap>
          <Form.Item name="state" label={t('ticket.stateLabel')} style={{ minWidth: 140, flex: 1 }}>
            <Select options={TICKET_STATES.map((value) => ({ value, label: t(`ticket.state.${value}`) }))} />
          </Form.Item>
          <Form.Item name="priority" label={t('ticket.priorityLabel')} style={{ minWidth: 120, flex: 1 }}>
            <Select options={TICKET_PRIORITIES.map((value) => ({ value, label: t(`ticket.priority.${value}`) }))} />
          </Form.Item>
          <Form.Item name="assigneeId" label={t('ticket.assignee')} style={{ minWidth: 160, flex: 1 }}>
            <Select
              allowClear
              showSearch={{ optionFilterProp: 'label' }}
              placeholder={t('ticket.nobody')}
              options={(people.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            />
          </Form.Item>
        </Flex>
        <Form.Item name="comment" label={t('ticket.comment')}>
          <Input.TextArea
            placeholder={t('ticket.commentHint')}
            maxLength={5000}
            autoSize={{ minRows: 2, maxRows: 8 }}
          />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={change.isPending}>
          {t('ticket.save')}
        </Button>
      </Form>
    </Card>
  );
}

function History({ ticket: { entries } }: { ticket: TicketDetail }) {
  const { t } = useTranslation('contact');
  return (
    <Card title={t('ticket.history')}>
      {entries.length === 0 && <Nothing />}
      <Timeline
        items={[...entries].reverse().map(({ id, at, userName, body, changes }) => ({
          key: id,
          content: (
            <>
              <Typography.Text type="secondary" className="tabular">
                {formatTime(at, 'moment')} {userName}
              </Typography.Text>
              {Object.entries(changes).map(([field, [from, to]]) => (
                <div key={field}>
                  <Changed field={field} from={from} to={to} />
                </div>
              ))}
              {body && (
                <Typography.Paragraph style={{ whiteSpace: 'pre-wrap', margin: 0 }}>{body}</Typography.Paragraph>
              )}
            </>
          ),
        }))}
      />
    </Card>
  );
}

const FIELDS = ['title', 'body', 'priority', 'state', 'assigneeId', 'contactId', 'dueAt'] as const;

function Changed({ field, from, to }: { field: string; from: string | null; to: string | null }) {
  const { t } = useTranslation('contact');
  const known = FIELDS.find((each) => each === field);
  if (known === 'body') return t('ticket.changedBody');
  const told = (value: string | null): string => {
    if (value === null) return t('ticket.nothing');
    if (known === 'state') return t(`ticket.state.${value as TicketDetail['state']}`);
    if (known === 'priority') return t(`ticket.priority.${value as TicketDetail['priority']}`);
    return known === 'dueAt' ? formatTime(value, 'moment') : value;
  };
  return t('ticket.changed', { field: known ? t(`ticket.field.${known}`) : field, from: told(from), to: told(to) });
}

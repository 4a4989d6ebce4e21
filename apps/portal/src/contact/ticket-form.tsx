import { type OpenTicket, TICKET_PRIORITIES } from '@sibai/contracts';
import { useQuery } from '@tanstack/react-query';
import { DatePicker, Form, Input, Radio, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';

import { FormModal } from '../frame/form-modal';
import { ticketPeople, useOpenTicket } from './tickets';

interface Typed {
  readonly title: string;
  readonly body?: string;
  readonly priority: NonNullable<OpenTicket['priority']>;
  readonly assigneeId?: NonNullable<OpenTicket['assigneeId']>;
  readonly due?: Dayjs | null;
}

interface Props {
  readonly open: boolean;
  readonly contactId?: NonNullable<OpenTicket['contactId']>;
  readonly onClose: () => void;
}

export function TicketForm({ open, contactId, onClose }: Props) {
  const { t } = useTranslation('contact');
  const { t: frame } = useTranslation('frame');
  const save = useOpenTicket();
  const people = useQuery({ ...ticketPeople, enabled: open });
  return (
    <FormModal<Typed>
      title={t('ticket.create')}
      open={open}
      initial={{ priority: 'normal' }}
      save={{
        ...save,
        mutateAsync: ({ due, ...typed }) =>
          save.mutateAsync({ ...typed, contactId: contactId ?? null, dueAt: due?.toISOString() ?? null }),
      }}
      onClose={onClose}
    >
      <Form.Item
        name="title"
        label={t('ticket.title')}
        rules={[{ required: true, whitespace: true, message: frame('required') }]}
      >
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="body" label={t('ticket.body')}>
        <Input.TextArea maxLength={5000} autoSize={{ minRows: 3, maxRows: 10 }} />
      </Form.Item>
      <Form.Item name="priority" label={t('ticket.priorityLabel')}>
        <Radio.Group
          optionType="button"
          options={TICKET_PRIORITIES.map((value) => ({ value, label: t(`ticket.priority.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="assigneeId" label={t('ticket.assignee')}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={t('ticket.nobody')}
          options={(people.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
      <Form.Item name="due" label={t('ticket.due')}>
        <DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" style={{ width: '100%' }} />
      </Form.Item>
    </FormModal>
  );
}

import { type OpenTicket, TICKET_PRIORITIES } from '@sibai/contracts';
import { Refused } from '@sibai/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Form, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useStore } from '../platform/store';
import { contextQuery, openTicket, ticketPad } from './context';

type Typed = Pick<OpenTicket, 'title' | 'body' | 'priority'>;

interface Props {
  readonly title: string;
  /** The call at hand, if there is one. */
  readonly during: string | null;
}

/**
 * A ticket from the call: one key opens it, filled in as far as the call tells, and Enter saves it. What was typed for one
 * call is kept for that call and never shown with another; while the next one rings it makes room.
 */
export function TicketModal({ title, during }: Props) {
  const wanted = useStore(ticketPad);
  const [callId, setCallId] = useState(wanted);
  if (wanted !== null && wanted !== callId) setCallId(wanted);
  if (callId === null) return null;
  const open = wanted !== null && (during === null || during === wanted);
  return <Ticket key={callId} callId={callId} title={title} open={open} />;
}

function Ticket({ callId, title, open }: { callId: string; title: string; open: boolean }) {
  const { t } = useTranslation('desk');
  const { message } = App.useApp();
  const client = useQueryClient();
  const [form] = Form.useForm<Typed>();
  const save = useMutation({
    mutationFn: (typed: Typed) => openTicket({ ...typed, callId: callId as NonNullable<OpenTicket['callId']> }),
    onSuccess: ({ no }) => {
      void message.success(t('context.opened', { no }));
      void client.invalidateQueries({ queryKey: contextQuery(callId).queryKey });
      form.resetFields();
      ticketPad.close();
    },
  });
  return (
    <Modal
      title={t('context.ticket')}
      open={open}
      onCancel={() => ticketPad.close()}
      onOk={() => form.submit()}
      okText={t('context.save')}
      cancelText={t('context.cancel')}
      confirmLoading={save.isPending}
      afterOpenChange={(shown) => shown && form.focusField('title')}
      afterClose={save.reset}
      mask={{ closable: false }}
      destroyOnHidden
    >
      <Form<Typed>
        form={form}
        layout="vertical"
        initialValues={{ title, priority: 'normal' }}
        onFinish={(typed) => save.mutate(typed)}
      >
        <Refused error={save.error} />
        <Form.Item
          name="title"
          label={t('context.title')}
          rules={[{ required: true, whitespace: true, message: t('context.titleMissing') }]}
        >
          <Input maxLength={80} />
        </Form.Item>
        <Form.Item name="body" label={t('context.body')}>
          <Input.TextArea maxLength={5000} autoSize={{ minRows: 3, maxRows: 8 }} />
        </Form.Item>
        <Form.Item name="priority" label={t('context.priority')}>
          <Radio.Group
            optionType="button"
            options={TICKET_PRIORITIES.map((value) => ({ value, label: t(`context.level.${value}`) }))}
          />
        </Form.Item>
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </Form>
    </Modal>
  );
}

import { type OpenTicket, TICKET_PRIORITIES } from '@sibai/contracts';
import { Refused } from '@sibai/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Form, Input, Modal, Radio } from 'antd';
import { useTranslation } from 'react-i18next';

import { useStore } from '../platform/store';
import { contextQuery, openTicket, ticketPad } from './context';

type Typed = Pick<OpenTicket, 'title' | 'body' | 'priority'>;

/** A ticket from the call: one key opens it, filled in as far as the call tells, and Enter saves it. */
export function TicketModal({ title }: { title: string }) {
  const { t } = useTranslation('desk');
  const { message } = App.useApp();
  const client = useQueryClient();
  const callId = useStore(ticketPad);
  const [form] = Form.useForm<Typed>();
  const save = useMutation({
    mutationFn: (typed: Typed) => openTicket({ ...typed, callId: callId as NonNullable<OpenTicket['callId']> }),
    onSuccess: ({ no }) => {
      void message.success(t('context.opened', { no }));
      if (callId) void client.invalidateQueries({ queryKey: contextQuery(callId).queryKey });
      ticketPad.close();
    },
  });
  return (
    <Modal
      title={t('context.ticket')}
      open={callId !== null}
      onCancel={() => ticketPad.close()}
      onOk={() => form.submit()}
      okText={t('context.save')}
      cancelText={t('context.cancel')}
      confirmLoading={save.isPending}
      afterOpenChange={(open) => open && form.focusField('title')}
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

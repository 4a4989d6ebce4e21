import { StopOutlined } from '@ant-design/icons';
import { Block, type ProposeBlock } from '@sibai/contracts';
import { call, json, Refused } from '@sibai/ui';
import { useMutation } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Asks that this caller be kept out: a supervisor decides. */
export function BlockRequest({ callId }: { callId: string }) {
  const { t } = useTranslation('desk');
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const [form] = Form.useForm<Pick<ProposeBlock, 'reason'>>();
  const propose = useMutation({
    mutationFn: ({ reason }: Pick<ProposeBlock, 'reason'>) =>
      call(Block, '/blocks/proposals', json('POST', { callId, reason })),
    onSuccess: () => {
      void message.success(t('block.sent'));
      setOpen(false);
    },
  });
  return (
    <>
      <Button block type="text" danger icon={<StopOutlined aria-hidden />} onClick={() => setOpen(true)}>
        {t('block.ask')}
      </Button>
      <Modal
        title={t('block.title')}
        open={open}
        onCancel={() => setOpen(false)}
        onOk={() => form.submit()}
        okText={t('block.send')}
        cancelText={t('context.cancel')}
        confirmLoading={propose.isPending}
        afterOpenChange={(shown) => shown && form.focusField('reason')}
        afterClose={propose.reset}
        mask={{ closable: false }}
        destroyOnHidden
      >
        <p>{t('block.text')}</p>
        <Form form={form} layout="vertical" onFinish={(typed) => propose.mutate(typed)}>
          <Refused error={propose.error} />
          <Form.Item
            name="reason"
            label={t('block.reason')}
            rules={[{ required: true, whitespace: true, min: 2, message: t('block.reasonMissing') }]}
          >
            <Input maxLength={200} onPressEnter={() => form.submit()} />
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}

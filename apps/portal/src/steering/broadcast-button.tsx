import { NotificationOutlined } from '@ant-design/icons';
import type { Live } from '@sibai/contracts';
import { Refused } from '@sibai/ui';
import { useMutation } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Tooltip } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { acts } from './acts';

/** Says something to the desks of a group. */
export function BroadcastButton({ group }: { group: Live['groups'][number] }) {
  const { t } = useTranslation('steering');
  const { t: frame } = useTranslation('frame');
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const send = useMutation({
    mutationFn: () => acts.broadcast(group.id, text),
    onSuccess: ({ desks }) => {
      void message.success(t('broadcast.sent', { count: desks }));
      setText('');
      setOpen(false);
    },
  });
  return (
    <>
      <Tooltip title={t('broadcast.act')}>
        <Button
          type="text"
          size="small"
          icon={<NotificationOutlined />}
          aria-label={t('broadcast.title', { group: group.name })}
          onClick={() => setOpen(true)}
        />
      </Tooltip>
      <Modal
        open={open}
        title={t('broadcast.title', { group: group.name })}
        okText={t('broadcast.send')}
        cancelText={frame('action.cancel')}
        okButtonProps={{ disabled: text.trim() === '' }}
        confirmLoading={send.isPending}
        onOk={() => send.mutate()}
        onCancel={() => setOpen(false)}
        afterClose={send.reset}
      >
        <Refused error={send.error} />
        <Form layout="vertical">
          <Form.Item label={t('broadcast.text')} htmlFor="broadcast-text">
            <Input.TextArea
              id="broadcast-text"
              autoFocus
              rows={3}
              maxLength={200}
              showCount
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}

import type { Terms } from '@sibai/contracts';
import { formatTime, type Language, Refused } from '@sibai/ui';
import { App, DatePicker, Form, Input, Modal } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';

import { usePublishTerms } from './contracts';
import { TermsDiff } from './terms-text';

interface Values {
  readonly title: string;
  readonly body: string;
  readonly note: string;
  readonly effectiveFrom: Dayjs;
}

interface Props {
  readonly newest: Terms;
  readonly open: boolean;
  readonly onClose: () => void;
}

/** A new version, begun from the newest: what differs is shown while typing, and asked about before it is final. */
export function PublishForm({ newest, open, onClose }: Props) {
  const { t, i18n } = useTranslation('contract');
  const { t: frame } = useTranslation('frame');
  const { modal, message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const body = Form.useWatch('body', form) ?? newest.body;
  const publish = usePublishTerms();

  const ask = (values: Values): void => {
    const effectiveFrom = values.effectiveFrom.toISOString();
    void modal.confirm({
      title: t('terms.form.ask', { version: newest.version + 1 }),
      content: t('terms.form.consequence', { time: formatTime(effectiveFrom, 'minute', i18n.language as Language) }),
      okText: t('terms.form.ok'),
      cancelText: frame('action.cancel'),
      onOk: () =>
        publish.mutateAsync({ ...values, effectiveFrom }).then(
          () => {
            void message.success(t('terms.form.done'));
            onClose();
          },
          () => undefined, // Shown in the form, which stays as it was typed.
        ),
    });
  };
  const needed = [{ required: true, message: frame('required') }];
  return (
    <Modal
      title={t('terms.form.title')}
      open={open}
      width={860}
      okText={t('terms.form.ok')}
      cancelText={frame('action.cancel')}
      confirmLoading={publish.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
      mask={{ closable: false }}
      destroyOnHidden
      afterClose={publish.reset}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{
          title: newest.title,
          body: newest.body,
          effectiveFrom: dayjs().add(7, 'day').startOf('day'),
        }}
        onFinish={ask}
      >
        <Refused error={publish.error} />
        <Form.Item name="title" label={t('terms.form.name')} rules={needed}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="body" label={t('terms.form.body')} extra={t('terms.form.bodyHint')} rules={needed}>
          <Input.TextArea autoSize={{ minRows: 10, maxRows: 18 }} />
        </Form.Item>
        <Form.Item label={t('terms.form.diff')}>
          <TermsDiff before={newest.body} after={body} />
        </Form.Item>
        <Form.Item name="note" label={t('terms.form.note')} rules={needed}>
          <Input.TextArea autoSize={{ minRows: 2 }} maxLength={500} placeholder={t('terms.form.noteHint')} />
        </Form.Item>
        <Form.Item name="effectiveFrom" label={t('terms.form.from')} rules={needed}>
          <DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" minDate={dayjs()} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

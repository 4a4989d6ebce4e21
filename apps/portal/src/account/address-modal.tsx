import { addressOf } from '@sibai/contracts';
import { Refused } from '@sibai/ui';
import { App, Form, Input, Modal } from 'antd';
import { useTranslation } from 'react-i18next';

import { AddressAndCode } from './address-and-code';
import { sendAddressCode, useChangeAddress } from './own';
import { useRefusedFields } from './refused-fields';

interface Typed {
  readonly address: string;
  readonly code: string;
  readonly current: string;
}

/** Adds or replaces the mobile or the e-mail one signs in by; closed while `kind` is undefined. */
export function AddressModal({ kind, onClose }: { kind: 'mobile' | 'email' | undefined; onClose: () => void }) {
  const { t } = useTranslation('account');
  const { t: frame } = useTranslation('frame');
  const { message } = App.useApp();
  const [form] = Form.useForm<Typed>();
  const change = useChangeAddress();
  const markFields = useRefusedFields();
  const marked = /^(code|password|user)\./.test((change.error as { code?: string } | null)?.code ?? '');

  const submit = ({ address, code, current }: Typed): void => {
    const to = addressOf(address);
    if (!to || !kind || !(kind in to)) {
      form.setFields([{ name: 'address', errors: [t('address.bad')] }]);
      return;
    }
    change.mutate(
      { to, code, password: current },
      {
        onSuccess: () => {
          void message.success(frame('saved'));
          onClose();
        },
        onError: (error) => void markFields(form, error),
      },
    );
  };

  return (
    <Modal
      title={kind && t(`own.bindTitle.${kind}`)}
      open={kind !== undefined}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={frame('action.save')}
      cancelText={frame('action.cancel')}
      confirmLoading={change.isPending}
      mask={{ closable: false }}
      width={440}
      destroyOnHidden
      afterClose={change.reset}
    >
      <Form<Typed> form={form} layout="vertical" requiredMark={false} preserve={false} onFinish={submit}>
        {!marked && <Refused error={change.error} />}
        <AddressAndCode
          send={sendAddressCode}
          autoFocus
          label={kind === 'mobile' ? t('own.newMobile') : t('own.newEmail')}
          hint={t('own.bindHint')}
        />
        <CurrentPassword />
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </Form>
    </Modal>
  );
}

/** One field of a form, `current`: what proves that it is really oneself at the keyboard. */
export function CurrentPassword() {
  const { t } = useTranslation('account');
  return (
    <Form.Item
      name="current"
      label={t('own.current')}
      validateTrigger="onSubmit"
      rules={[{ required: true, message: t('own.needCurrent') }]}
    >
      <Input.Password size="large" autoComplete="current-password" maxLength={200} />
    </Form.Item>
  );
}

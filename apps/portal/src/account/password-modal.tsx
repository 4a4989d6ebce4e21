import { Refused, useSignedIn } from '@sibai/ui';
import { App, Form, Modal } from 'antd';
import { useTranslation } from 'react-i18next';

import { CurrentPassword } from './address-modal';
import { NewPassword } from './new-password';
import { useChangePassword } from './own';
import { useRefusedFields } from './refused-fields';

interface Typed {
  readonly current: string;
  readonly password: string;
}

export function PasswordModal({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation('account');
  const { t: frame } = useTranslation('frame');
  const { message } = App.useApp();
  const { user, tenant } = useSignedIn();
  const [form] = Form.useForm<Typed>();
  const change = useChangePassword();
  const markFields = useRefusedFields();
  const marked = /^password\./.test((change.error as { code?: string } | null)?.code ?? '');
  const submit = (typed: Typed): void =>
    change.mutate(typed, {
      onSuccess: () => {
        void message.success(t('own.passwordDone'));
        onClose();
      },
      onError: (error) => void markFields(form, error),
    });
  return (
    <Modal
      title={t('own.passwordChange')}
      open={open}
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
        <CurrentPassword />
        <NewPassword
          label={t('password.fresh')}
          context={[user.name, user.email ?? '', user.mobile ?? '', tenant.name].filter(Boolean)}
        />
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </Form>
    </Modal>
  );
}

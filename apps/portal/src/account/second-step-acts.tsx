import { Refused } from '@sibai/ui';
import { App, Form, Modal, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

import { CurrentPassword } from './address-modal';
import { useEndSecondStep, useRenewRecoveryCodes } from './own';
import { RecoveryCodeList } from './recovery-code-list';

export function EndSecondStep({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('account');
  const { t: frame } = useTranslation('frame');
  const { message } = App.useApp();
  const end = useEndSecondStep();
  const submit = (password: string): void =>
    end.mutate(password, {
      onSuccess: () => {
        void message.success(frame('saved'));
        onClose();
      },
    });
  return (
    <ByPassword
      title={t('own.secondEndTitle')}
      hint={t('own.secondEndHint')}
      act={t('own.secondEnd')}
      danger
      error={end.error}
      busy={end.isPending}
      onSubmit={submit}
      onClose={onClose}
    />
  );
}

export function RenewRecoveryCodes({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('account');
  const renew = useRenewRecoveryCodes();
  if (renew.data)
    return (
      <Modal title={t('own.codesTitle')} open closable={false} mask={{ closable: false }} footer={null} width={440}>
        <RecoveryCodeList codes={renew.data.codes} onClose={onClose} />
      </Modal>
    );
  return (
    <ByPassword
      title={t('own.secondRenew')}
      hint={t('own.secondRenewHint')}
      act={t('own.secondRenew')}
      error={renew.error}
      busy={renew.isPending}
      onSubmit={renew.mutate}
      onClose={onClose}
    />
  );
}

interface Props {
  readonly title: string;
  readonly hint: string;
  readonly act: string;
  readonly danger?: boolean;
  readonly error: unknown;
  readonly busy: boolean;
  readonly onSubmit: (password: string) => void;
  readonly onClose: () => void;
}

/** Something that is done after the password was given again. */
function ByPassword({ title, hint, act, danger = false, error, busy, onSubmit, onClose }: Props) {
  const { t: frame } = useTranslation('frame');
  const [form] = Form.useForm<{ current: string }>();
  return (
    <Modal
      title={title}
      open
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={act}
      okButtonProps={{ danger }}
      cancelText={frame('action.cancel')}
      confirmLoading={busy}
      mask={{ closable: false }}
      width={440}
    >
      <Typography.Paragraph type="secondary">{hint}</Typography.Paragraph>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={({ current }) => onSubmit(current)}>
        <Refused error={error} />
        <CurrentPassword />
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </Form>
    </Modal>
  );
}

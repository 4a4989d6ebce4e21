import { Code } from '@sibai/contracts';
import { Refused } from '@sibai/ui';
import { Form, Input, Modal, QRCode, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

import styles from './account.module.css';
import { CurrentPassword } from './address-modal';
import { useBeginSecondStep, useConfirmSecondStep } from './own';
import { RecoveryCodeList } from './recovery-code-list';

/** Password, then QR code and the first code of the app, then the recovery codes. */
export function SecondStepSetup({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('account');
  const { t: frame } = useTranslation('frame');
  const [form] = Form.useForm<{ current: string; code: string }>();
  const begin = useBeginSecondStep();
  const confirm = useConfirmSecondStep();
  const key = begin.data;
  const codes = confirm.data?.codes;

  if (codes)
    return (
      <Modal title={t('own.codesTitle')} open closable={false} mask={{ closable: false }} footer={null} width={440}>
        <RecoveryCodeList codes={codes} onClose={onClose} />
      </Modal>
    );
  return (
    <Modal
      title={t('own.secondBegin')}
      open
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={key ? t('own.confirm') : t('own.next')}
      cancelText={frame('action.cancel')}
      confirmLoading={begin.isPending || confirm.isPending}
      mask={{ closable: false }}
      width={440}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={({ current, code }) => (key ? confirm.mutate(code) : begin.mutate(current))}
      >
        <Refused error={key ? confirm.error : begin.error} />
        {!key && <CurrentPassword />}
        {key && (
          <>
            <div className={styles.qr}>
              <Typography.Text>{t('own.scan')}</Typography.Text>
              {/* Dark on white in dark pages too: many cameras read nothing else. */}
              <QRCode value={key.uri} size={196} color="#000" bgColor="#fff" />
              <Typography.Text type="secondary">
                {t('own.typed')}
                <br />
                <Typography.Text code copyable={{ text: key.secret }}>
                  {key.secret.match(/.{1,4}/g)?.join(' ')}
                </Typography.Text>
              </Typography.Text>
            </div>
            <Form.Item
              name="code"
              label={t('own.firstCode')}
              normalize={(text: string) => text.replace(/\D/g, '').slice(0, 6)}
              validateTrigger="onSubmit"
              rules={[
                {
                  validator: (_rule, text?: string) =>
                    Code.safeParse(text).success ? Promise.resolve() : Promise.reject(new Error(t('code.need'))),
                },
              ]}
            >
              <Input size="large" inputMode="numeric" autoComplete="one-time-code" className="tabular" autoFocus />
            </Form.Item>
          </>
        )}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </Form>
    </Modal>
  );
}

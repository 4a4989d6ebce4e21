import { addressOf } from '@sibai/contracts';
import { Refused, useTitle } from '@sibai/ui';
import { Button, Card, Form, Result } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { AddressAndCode } from './address-and-code';
import { sendResetCode, useResetPassword } from './enter';
import { NewPassword } from './new-password';
import styles from './public.module.css';
import { useRefusedFields } from './refused-fields';

interface Typed {
  readonly address: string;
  readonly code: string;
  readonly password: string;
}

/** A password is set anew by whoever has the telephone or the mailbox. */
export function ForgotPage() {
  const { t } = useTranslation('account');
  const [form] = Form.useForm<Typed>();
  const reset = useResetPassword();
  const markFields = useRefusedFields();
  useTitle(t('forgot.title'));

  if (reset.isSuccess)
    return (
      <Card className={styles.single ?? ''}>
        <Result
          status="success"
          title={t('forgot.done')}
          subTitle={t('forgot.doneHint')}
          extra={
            <Link to="/sign-in">
              <Button type="primary">{t('forgot.toSignIn')}</Button>
            </Link>
          }
        />
      </Card>
    );

  const submit = ({ address, code, password }: Typed): void => {
    const to = addressOf(address);
    if (to) reset.mutate({ to, code, password }, { onError: (error) => void markFields(form, error) });
  };
  const marked = /^(code|password)\./.test((reset.error as { code?: string } | null)?.code ?? '');
  return (
    <Card className={styles.single ?? ''}>
      <h1 className={styles.title}>{t('forgot.title')}</h1>
      <span className={styles.sub}>{t('forgot.sub')}</span>
      <Form<Typed> form={form} layout="vertical" requiredMark={false} onFinish={submit}>
        {!marked && <Refused error={reset.error} />}
        <AddressAndCode send={sendResetCode} autoFocus />
        <NewPassword label={t('password.fresh')} contextFields={['address']} />
        <Button block type="primary" size="large" htmlType="submit" loading={reset.isPending}>
          {t('forgot.submit')}
        </Button>
      </Form>
      <p className={styles.foot}>{t('forgot.unknown')}</p>
    </Card>
  );
}

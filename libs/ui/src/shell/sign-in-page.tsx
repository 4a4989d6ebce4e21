import { LockOutlined, SafetyOutlined, UserOutlined } from '@ant-design/icons';
import { addressOf, type SignIn } from '@sibai/contracts';
import { Button, Card, Divider, Flex, Form, Input, Typography } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { isRefusal } from '../api/call.js';
import { useSignIn } from '../api/session.js';
import { Refused } from '../components/states.js';
import { useTitle } from '../components/use-title.js';
import { Brand } from './brand.js';
import { Preferences } from './preferences.js';

interface Typed {
  readonly address: string;
  readonly password: string;
  readonly code?: string;
}

/** The sign-in form, and its second step where the account has one. What was typed stays after a refusal. */
export function SignInForm({ autoFocus = true }: { autoFocus?: boolean }) {
  const { t } = useTranslation('ui');
  const [form] = Form.useForm<Typed>();
  const signIn = useSignIn();
  const [asksForCode, setAsksForCode] = useState(false);
  const refusal = isRefusal(signIn.error, 'session.second_step') ? null : signIn.error;

  const submit = ({ address, password, code }: Typed): void => {
    const to = addressOf(address);
    if (!to) return;
    const credentials: SignIn = { ...to, password, ...(asksForCode && { code: code?.trim() ?? '' }) };
    signIn.mutate(credentials, {
      onError: (error) => {
        if (isRefusal(error, 'session.second_step')) setAsksForCode(true);
        if (isRefusal(error, 'session.bad_code')) form.resetFields(['code']);
      },
    });
  };

  return (
    <Form<Typed> form={form} layout="vertical" requiredMark={false} onFinish={submit}>
      <Refused error={refusal} />
      <div hidden={asksForCode}>
        <Form.Item
          name="address"
          label={t('signIn.address')}
          validateTrigger="onBlur"
          rules={[
            { required: true, whitespace: true, message: t('signIn.needAddress') },
            {
              validator: (_rule, typed?: string) =>
                !typed?.trim() || addressOf(typed)
                  ? Promise.resolve()
                  : Promise.reject(new Error(t('signIn.badAddress'))),
            },
          ]}
        >
          <Input size="large" prefix={<UserOutlined />} autoComplete="username" autoFocus={autoFocus} />
        </Form.Item>
        <Form.Item
          name="password"
          label={t('signIn.password')}
          validateTrigger="onSubmit"
          rules={[{ required: true, message: t('signIn.needPassword') }]}
        >
          <Input.Password size="large" prefix={<LockOutlined />} autoComplete="current-password" />
        </Form.Item>
      </div>
      {asksForCode && (
        <Form.Item
          name="code"
          label={t('signIn.code')}
          extra={t('signIn.codeHint')}
          validateTrigger="onSubmit"
          rules={[{ required: true, min: 6, whitespace: true, message: t('signIn.needCode') }]}
        >
          <Input size="large" prefix={<SafetyOutlined />} autoComplete="one-time-code" maxLength={20} autoFocus />
        </Form.Item>
      )}
      <Button block type="primary" size="large" htmlType="submit" loading={signIn.isPending}>
        {asksForCode ? t('signIn.next') : t('signIn.submit')}
      </Button>
      {asksForCode && (
        <Button
          block
          type="link"
          style={{ marginBlockStart: 8 }}
          onClick={() => {
            setAsksForCode(false);
            signIn.reset();
            form.resetFields(['code', 'password']);
          }}
        >
          {t('signIn.back')}
        </Button>
      )}
    </Form>
  );
}

/** The ways on for who cannot sign in: both are pages of the portal. */
export function SignInLinks() {
  const { t } = useTranslation('ui');
  return (
    <Flex justify="center" align="center" gap={4} style={{ marginBlockStart: 16 }}>
      <Typography.Link href="/forgot">{t('signIn.forgot')}</Typography.Link>
      <Divider orientation="vertical" />
      <Typography.Link href="/sign-up">{t('signIn.signUp')}</Typography.Link>
    </Flex>
  );
}

/** A whole page to sign in on. `title` says to what. */
export function SignInPage({ title, children }: { title: string; children?: ReactNode }) {
  const { t } = useTranslation('ui');
  useTitle(t('signIn.title'));
  return (
    <Flex vertical style={{ minHeight: '100vh' }}>
      <Flex justify="end" style={{ padding: 12 }}>
        <Preferences />
      </Flex>
      <Flex component="main" flex={1} align="center" justify="center" style={{ padding: '0 16px 15vh' }}>
        <Card style={{ width: '100%', maxWidth: 400 }}>
          <Flex vertical align="center" gap={4} style={{ marginBlockEnd: 24 }}>
            <Brand />
            <Typography.Title level={1} style={{ fontSize: 20, margin: '8px 0 0' }}>
              {title}
            </Typography.Title>
          </Flex>
          <SignInForm />
          <SignInLinks />
          {children}
        </Card>
      </Flex>
    </Flex>
  );
}

import { LockOutlined, MailOutlined } from '@ant-design/icons';
import { SignIn } from '@sibai/contracts';
import { Button, Card, Flex, Form, Input, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { useSignIn } from '../api/session.js';
import { Refused } from '../components/states.js';
import { useTitle } from '../components/use-title.js';
import { Brand } from './brand.js';
import { Preferences } from './preferences.js';

/** The sign-in form. What was typed stays after a refusal. */
export function SignInForm({ autoFocus = true }: { autoFocus?: boolean }) {
  const { t } = useTranslation('ui');
  const signIn = useSignIn();
  return (
    <Form<SignIn>
      layout="vertical"
      requiredMark={false}
      onFinish={(typed) => signIn.mutate({ ...typed, email: typed.email.trim() })}
    >
      <Refused error={signIn.error} />
      <Form.Item
        name="email"
        label={t('signIn.email')}
        validateTrigger="onBlur"
        rules={[
          { required: true, whitespace: true, message: t('signIn.needEmail') },
          {
            validator: (_rule, typed?: string) =>
              !typed?.trim() || SignIn.shape.email.safeParse(typed.trim()).success
                ? Promise.resolve()
                : Promise.reject(new Error(t('signIn.badEmail'))),
          },
        ]}
      >
        <Input
          size="large"
          prefix={<MailOutlined />}
          type="email"
          inputMode="email"
          autoComplete="username"
          autoFocus={autoFocus}
        />
      </Form.Item>
      <Form.Item
        name="password"
        label={t('signIn.password')}
        validateTrigger="onSubmit"
        rules={[{ required: true, message: t('signIn.needPassword') }]}
      >
        <Input.Password size="large" prefix={<LockOutlined />} autoComplete="current-password" />
      </Form.Item>
      <Button block type="primary" size="large" htmlType="submit" loading={signIn.isPending}>
        {t('signIn.submit')}
      </Button>
    </Form>
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
          <Typography.Paragraph type="secondary" style={{ margin: '16px 0 0', textAlign: 'center' }}>
            {t('signIn.forgot')}
          </Typography.Paragraph>
          {children}
        </Card>
      </Flex>
    </Flex>
  );
}

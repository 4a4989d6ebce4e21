import { type Address, addressOf, Code, type CodeSent } from '@sibai/contracts';
import { ApiError, useErrorText, useNow } from '@sibai/ui';
import { useMutation } from '@tanstack/react-query';
import { App, Button, Form, Input, type InputRef, Space } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  readonly send: (to: Address) => Promise<CodeSent>;
  readonly autoFocus?: boolean;
  readonly label?: string;
  readonly hint?: string;
}

/** Two fields of a form, `address` and `code`: where a code is sent to, and what it was. */
export function AddressAndCode({ send, autoFocus = false, label, hint }: Props) {
  const { t } = useTranslation('account');
  const typed = Form.useWatch<string | undefined>('address');
  const to = addressOf(typed ?? '');
  return (
    <>
      <Form.Item
        name="address"
        label={label ?? t('address.label')}
        extra={hint}
        validateTrigger="onBlur"
        rules={[
          { required: true, whitespace: true, message: t('address.need') },
          {
            validator: (_rule, text?: string) =>
              !text?.trim() || addressOf(text) ? Promise.resolve() : Promise.reject(new Error(t('address.bad'))),
          },
        ]}
      >
        <Input size="large" autoComplete="username" autoCapitalize="off" spellCheck={false} autoFocus={autoFocus} />
      </Form.Item>
      <CodeField to={to} send={send} />
    </>
  );
}

/** One field of a form, `code`, with the button that sends one. The keyboard of a telephone offers the code by itself. */
export function CodeField({ to, send }: { to: Address | undefined; send: Props['send'] }) {
  const { t } = useTranslation('account');
  const errorText = useErrorText();
  const { message } = App.useApp();
  const input = useRef<InputRef>(null);
  const [resendAt, setResendAt] = useState(0);
  const sending = useMutation({
    mutationFn: send,
    onSuccess: (sent) => {
      setResendAt(Date.parse(sent.resendAt));
      void message.success(t('code.sent'));
      input.current?.focus();
    },
    onError: (error) => {
      const seconds = error instanceof ApiError ? error.details['seconds'] : undefined;
      if (typeof seconds === 'number') setResendAt(Date.now() + seconds * 1000);
    },
  });
  const wait = Math.ceil((resendAt - useNow()) / 1000);
  const button = wait > 0 ? t('code.wait', { seconds: wait }) : sending.isSuccess ? t('code.again') : t('code.send');

  return (
    <Form.Item
      label={t('code.label')}
      htmlFor="code"
      required
      {...(sending.error && { validateStatus: 'error', help: errorText(sending.error) })}
    >
      <Space.Compact block>
        <Form.Item
          name="code"
          noStyle
          normalize={(text: string) => text.replace(/\D/g, '').slice(0, 6)}
          validateTrigger="onSubmit"
          rules={[
            {
              validator: (_rule, text?: string) =>
                Code.safeParse(text).success ? Promise.resolve() : Promise.reject(new Error(t('code.need'))),
            },
          ]}
        >
          <Input
            ref={input}
            id="code"
            size="large"
            inputMode="numeric"
            autoComplete="one-time-code"
            className="tabular"
          />
        </Form.Item>
        <Button
          size="large"
          disabled={!to || wait > 0}
          loading={sending.isPending}
          onClick={() => to && sending.mutate(to)}
        >
          {button}
        </Button>
      </Space.Compact>
    </Form.Item>
  );
}

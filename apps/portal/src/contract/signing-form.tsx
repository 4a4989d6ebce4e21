import { CONSENT_VERSION, type Contract } from '@sibai/contracts';
import { ApiError, formatDuration, Refused, useNow } from '@sibai/ui';
import { Alert, App, Button, Checkbox, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import styles from './contract.module.css';
import { useSign, useSignCode } from './contracts';

/** Consent, a fresh code, and the signature. */
export function SigningForm({ contract, consent }: { contract: Contract; consent: string }) {
  const { t } = useTranslation('contract');
  const { message } = App.useApp();
  const [agreed, setAgreed] = useState(false);
  const [code, setCode] = useState('');
  const ask = useSignCode(contract);
  const sign = useSign(contract);
  const { signer, mobile } = contract.facts.customer;

  const submit = () =>
    sign.mutate(
      { documentSha256: contract.documentSha256, code, consent: { version: CONSENT_VERSION, agreed: true } },
      { onSuccess: () => void message.success(t('sign.done')) },
    );
  return (
    <section className={styles.sign} aria-label={t('sign.title')}>
      <Form layout="vertical" onFinish={submit} requiredMark={false}>
        <Form.Item>
          <Checkbox checked={agreed} onChange={({ target }) => setAgreed(target.checked)}>
            {consent}
          </Checkbox>
        </Form.Item>
        <Form.Item label={t('sign.code')} htmlFor="sign-code" extra={<Validity expiresAt={ask.data?.expiresAt} />}>
          <div className={styles.code}>
            <Input
              id="sign-code"
              size="large"
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={6}
              placeholder={t('sign.codeHint')}
              value={code}
              onChange={({ target }) => setCode(target.value.replace(/\D/g, ''))}
            />
            <SendButton
              until={ask.data?.resendAt}
              busy={ask.isPending}
              disabled={!agreed}
              onSend={() => ask.mutate()}
            />
          </div>
        </Form.Item>
        <p className={styles.hint}>{t('sign.to', { signer, mobile })}</p>
        <CodeRefused error={ask.error} />
        <CodeRefused error={sign.error} />
        <Button
          type="primary"
          size="large"
          block
          htmlType="submit"
          loading={sign.isPending}
          disabled={!agreed || code.length !== 6}
        >
          {t('sign.submit')}
        </Button>
      </Form>
    </section>
  );
}

interface SendProps {
  readonly until: string | undefined;
  readonly busy: boolean;
  readonly disabled: boolean;
  readonly onSend: () => void;
}

function SendButton({ until, busy, disabled, onSend }: SendProps) {
  const { t } = useTranslation('contract');
  const now = useNow();
  const seconds = until === undefined ? 0 : Math.ceil((Date.parse(until) - now) / 1000);
  return (
    <Button size="large" onClick={onSend} loading={busy} disabled={disabled || seconds > 0}>
      {seconds > 0 ? t('sign.again', { seconds }) : t('sign.send')}
    </Button>
  );
}

function Validity({ expiresAt }: { expiresAt: string | undefined }) {
  const { t } = useTranslation('contract');
  const now = useNow();
  if (expiresAt === undefined) return null;
  const left = Date.parse(expiresAt) - now;
  return left > 0 ? t('sign.sent', { left: formatDuration(left) }) : t('sign.expired');
}

/** A refusal of a code with its numbers; any other as everywhere. */
function CodeRefused({ error }: { error: unknown }) {
  const { t } = useTranslation('contract');
  if (!(error instanceof ApiError)) return <Refused error={error} />;
  const { left, seconds } = error.details;
  if (error.code === 'code.wrong' && typeof left === 'number')
    return <Alert type="error" showIcon role="alert" title={t('sign.left', { left })} style={{ marginBlockEnd: 16 }} />;
  if (error.code === 'code.too_soon' && typeof seconds === 'number')
    return (
      <Alert type="warning" showIcon role="alert" title={t('sign.wait', { seconds })} style={{ marginBlockEnd: 16 }} />
    );
  return <Refused error={error} />;
}

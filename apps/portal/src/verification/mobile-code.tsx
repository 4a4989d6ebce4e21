import { CheckCircleFilled } from '@ant-design/icons';
import { ApiError, useErrorText, useNow } from '@sibai/ui';
import { Button, Flex, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useFilling } from './draft-context';
import { confirmMobile, sendMobileCode } from './verification';
import styles from './verification.module.css';

/** Confirms a mobile number by the code that is sent to it. */
export function MobileCode({ mobile }: { mobile: string }) {
  const { server } = useFilling();
  const { t } = useTranslation('verification');
  if (!/^1[3-9]\d{9}$/.test(mobile)) return null;
  if (server.confirmedMobiles.includes(mobile))
    return (
      <div className={styles.confirmed}>
        <CheckCircleFilled /> {t('code.confirmed')}
      </div>
    );
  // Keyed, so that another number begins anew.
  return <CodeForm key={mobile} mobile={mobile} />;
}

function CodeForm({ mobile }: { mobile: string }) {
  const { t } = useTranslation('verification');
  const { server, draft } = useFilling();
  const errorText = useErrorText();
  const [resendAt, setResendAt] = useState<number | null>(null);
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const now = useNow();
  const wait = resendAt === null ? 0 : Math.ceil((resendAt - now) / 1000);

  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await work();
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  };
  const send = () =>
    attempt(async () => {
      // The code is sent to numbers of the form only: what was just typed must be there first.
      await draft.flush();
      const sent = await sendMobileCode(server.id, mobile);
      setResendAt(Date.parse(sent.resendAt));
    });
  const confirm = (typed: string) =>
    attempt(async () => draft.accept(await confirmMobile(server.id, { mobile, code: typed })));

  return (
    <div className={styles.code}>
      <Flex gap={8} wrap>
        <Button size="small" loading={busy && resendAt === null} disabled={wait > 0} onClick={() => void send()}>
          {wait > 0 ? t('code.again', { seconds: wait }) : t('code.send')}
        </Button>
        {resendAt !== null && (
          <Input
            size="small"
            autoFocus
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={6}
            placeholder={t('code.placeholder')}
            aria-label={t('code.placeholder')}
            value={code}
            disabled={busy}
            onChange={({ target }) => {
              const typed = target.value.replace(/\D/g, '');
              setCode(typed);
              if (typed.length === 6) void confirm(typed);
            }}
          />
        )}
      </Flex>
      {error !== null ? (
        <div className={styles.finding} data-severity="block" role="alert">
          {isWrong(error) ? t('code.wrong', { left: Number(error.details['left']) }) : errorText(error)}
        </div>
      ) : (
        resendAt !== null && <div className={styles.hint}>{t('code.sent')}</div>
      )}
    </div>
  );
}

const isWrong = (error: unknown): error is ApiError => error instanceof ApiError && error.code === 'code.wrong';

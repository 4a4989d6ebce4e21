import { ApiError, useTitle } from '@sibai/ui';
import { Button, Result, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useRouteError } from 'react-router';

export function Denied() {
  return <Refusal status="403" text="denied" />;
}

export function Missing() {
  return <Refusal status="404" text="missing" />;
}

/** A page whose code could not be fetched: no network, or a new version has been put up since. */
export function NotOpened() {
  const { t } = useTranslation('frame');
  const { t: ui } = useTranslation('ui');
  const error = useRouteError();
  // Its code is here, and what it shows is refused: the frame says why, and tries again.
  if (error instanceof ApiError) throw error;
  return (
    <Result
      status="warning"
      title={t('notOpened.title')}
      subTitle={t('notOpened.hint')}
      extra={
        <Button type="primary" onClick={() => window.location.reload()}>
          {ui('action.reload')}
        </Button>
      }
    >
      <Typography.Text type="secondary">{error instanceof Error ? error.message : String(error)}</Typography.Text>
    </Result>
  );
}

function Refusal({ status, text }: { status: '403' | '404'; text: 'denied' | 'missing' }) {
  const { t } = useTranslation('frame');
  const go = useNavigate();
  useTitle(t(`${text}.title`));
  return (
    <Result
      status={status}
      title={t(`${text}.title`)}
      subTitle={t(`${text}.hint`)}
      extra={<Button onClick={() => void go('/')}>{t('denied.home')}</Button>}
    />
  );
}

import { Failure, useTitle } from '@sibai/ui';
import { Button, Result } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useRouteError } from 'react-router';

export function Denied() {
  return <Refusal status="403" text="denied" />;
}

export function Missing() {
  return <Refusal status="404" text="missing" />;
}

/** A page whose code could not be fetched, most often because a new version has been put up since. */
export function Crashed() {
  return <Failure error={useRouteError()} onRetry={() => window.location.reload()} />;
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

import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { journey, stepPath } from './journey';

/** Leads on to what can be done next, whichever step that is; nothing where there is nothing to do. */
export function NextStep() {
  const { t } = useTranslation('onboarding');
  const { data } = useQuery(journey);
  if (!data?.next) return null;
  return (
    <Link to={stepPath(data.next)}>
      <Button type="primary">{t('cardNext', { step: t(`step.${data.next}`) })}</Button>
    </Link>
  );
}

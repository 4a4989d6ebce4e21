import { may } from '@sibai/contracts';
import { useSignedIn } from '@sibai/ui';
import { Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';

import { Page } from '../frame/page';
import { CallerNumbers } from './caller-numbers';
import { DoNotCallList } from './do-not-call-list';
import { Rules } from './rules-form';
import { Tries } from './tries-table';

const TABS = ['rules', 'numbers', 'list', 'tries'] as const;

/** With which number people are called, when, how often, and whom not; and what came of it. */
export function OutboundPage() {
  const { t } = useTranslation('outbound');
  const { t: frame } = useTranslation('frame');
  const manage = may(useSignedIn().user.role, 'outbound.manage');
  const [params, setParams] = useSearchParams();
  const content = {
    rules: <Rules manage={manage} />,
    numbers: <CallerNumbers manage={manage} />,
    list: <DoNotCallList manage={manage} />,
    tries: <Tries />,
  };
  return (
    <Page title={frame('page.outbound')} lead={t('lead')}>
      <Tabs
        activeKey={TABS.find((tab) => tab === params.get('tab')) ?? 'rules'}
        onChange={(tab) => setParams({ tab }, { replace: true })}
        destroyOnHidden
        items={TABS.map((key) => ({ key, label: t(`tab.${key}`), children: content[key] }))}
      />
    </Page>
  );
}

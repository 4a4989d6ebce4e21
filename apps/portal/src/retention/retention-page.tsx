import { Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';

import { Page } from '../frame/page';
import { HoldsTab } from './holds-tab';
import { PolicyTab } from './policy-tab';
import { PreviewTab } from './preview-tab';
import { RequestsTab } from './requests-tab';
import { RunsTab } from './runs-tab';

const TABS = { policy: PolicyTab, preview: PreviewTab, holds: HoldsTab, requests: RequestsTab, runs: RunsTab } as const;
type Tab = keyof typeof TABS;

/** How long recordings are kept, and the proof of what was destroyed. */
export function RetentionPage() {
  const { t } = useTranslation('retention');
  const [params, setParams] = useSearchParams();
  const asked = params.get('tab') ?? '';
  const tab = Object.hasOwn(TABS, asked) ? (asked as Tab) : 'policy';
  return (
    <Page title={t('title')} lead={t('lead')}>
      <Tabs
        activeKey={tab}
        destroyOnHidden
        onChange={(next) => setParams({ tab: next }, { replace: true })}
        items={(Object.keys(TABS) as Tab[]).map((key) => {
          const Content = TABS[key];
          return { key, label: t(`tab.${key}`), children: <Content /> };
        })}
      />
    </Page>
  );
}

import { LeftOutlined } from '@ant-design/icons';
import { Failure, Loading } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Button, Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';

import { Page } from '../frame/page';
import { LinesTab } from './lines-tab';
import { NoticeTab } from './notice-tab';
import { recordingRules } from './rules';
import { SettingsTab } from './settings-tab';
import { TokensTab } from './tokens-tab';

const TABS = { notice: NoticeTab, lines: LinesTab, settings: SettingsTab, tokens: TokensTab } as const;
type Tab = keyof typeof TABS;

/** What callers are told, which lines are recorded, and when a recording is paused. */
export function RecordingRulesPage() {
  const { t } = useTranslation('recording');
  const [params, setParams] = useSearchParams();
  const query = useQuery(recordingRules);
  const asked = params.get('tab') ?? '';
  const tab = Object.hasOwn(TABS, asked) ? (asked as Tab) : 'notice';
  return (
    <Page
      title={t('rules.title')}
      lead={t('rules.lead')}
      extra={
        <Link to="/compliance">
          <Button icon={<LeftOutlined />}>{t('rules.back')}</Button>
        </Link>
      }
    >
      {query.isPending && <Loading />}
      {query.isError && !query.data && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && (
        <Tabs
          activeKey={tab}
          destroyOnHidden
          onChange={(next) => setParams({ tab: next }, { replace: true })}
          items={(Object.keys(TABS) as Tab[]).map((key) => {
            const Content = TABS[key];
            return { key, label: t(`rules.tab.${key}`), children: <Content rules={query.data} /> };
          })}
        />
      )}
    </Page>
  );
}

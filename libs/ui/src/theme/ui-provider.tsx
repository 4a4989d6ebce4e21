import { QueryClientProvider } from '@tanstack/react-query';
import { App, ConfigProvider } from 'antd';
import antdEn from 'antd/es/locale/en_US';
import antdZh from 'antd/es/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';

import { queryClient } from '../api/query-client.js';
import { ErrorBoundary } from '../components/error-boundary.js';
import { useDark } from './appearance.js';
import { themeOf } from './tokens.js';
import './base.css';

/** Everything an app's components rely on: theme, language, server state, and a page that shows when all else fails. */
export function UiProvider({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation();
  const dark = useDark();
  const english = i18n.language === 'en';
  dayjs.locale(english ? 'en' : 'zh-cn');

  useEffect(() => {
    document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
  }, [dark]);

  return (
    <QueryClientProvider client={queryClient}>
      <ConfigProvider
        locale={english ? antdEn : antdZh}
        theme={themeOf(dark)}
        // antd would otherwise part the characters of two-character buttons, so that they cannot be searched or read aloud.
        button={{ autoInsertSpace: false }}
      >
        <App className="sibai-app">
          <ErrorBoundary>{children}</ErrorBoundary>
        </App>
      </ConfigProvider>
    </QueryClientProvider>
  );
}

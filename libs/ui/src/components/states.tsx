import { Alert, Empty, Flex, Spin } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { useErrorText } from '../i18n/error-text.js';

/** Waits in place of a page. */
export function Loading() {
  const { t } = useTranslation('ui');
  return (
    <Flex align="center" justify="center" style={{ minHeight: 240 }} role="status" aria-label={t('state.loading')}>
      <Spin size="large" />
    </Flex>
  );
}

/** Says that there is nothing, and what could be done about it. */
export function Nothing({ text, children }: { text?: string; children?: ReactNode }) {
  const { t } = useTranslation('ui');
  return (
    <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text ?? t('state.empty')}>
      {children}
    </Empty>
  );
}

/** The refusal of what was just tried, in words; nothing while there is none. */
export function Refused({ error }: { error: unknown }) {
  const errorText = useErrorText();
  if (error === null || error === undefined) return null;
  return <Alert type="error" showIcon title={errorText(error)} role="alert" style={{ marginBlockEnd: 16 }} />;
}

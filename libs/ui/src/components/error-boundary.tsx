import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { Button, Result, Typography } from 'antd';
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { ApiError } from '../api/call.js';
import { useErrorText } from '../i18n/error-text.js';

interface Props {
  readonly children: ReactNode;
  readonly onRetry: () => void;
}

class Boundary extends Component<Props, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  readonly #retry = (): void => {
    this.props.onRetry();
    this.setState({ error: null });
  };

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    return <Failure error={this.state.error} onRetry={this.#retry} />;
  }
}

/** Shows what went wrong below it in place of a blank page, with a way to try again. */
export function ErrorBoundary({ children }: { children: ReactNode }) {
  const { reset } = useQueryErrorResetBoundary();
  return <Boundary onRetry={reset}>{children}</Boundary>;
}

/** A failed load or a crash, in place of what it was to be. */
export function Failure({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation('ui');
  const errorText = useErrorText();
  if (error instanceof ApiError) {
    return (
      <Result
        status="warning"
        title={t('state.failed')}
        subTitle={errorText(error)}
        extra={<Button onClick={onRetry}>{t('action.retry')}</Button>}
      />
    );
  }
  return (
    <Result
      status="error"
      title={t('state.crashed')}
      subTitle={t('state.crashedHint')}
      extra={<Button onClick={() => window.location.reload()}>{t('action.reload')}</Button>}
    >
      <Typography.Text type="secondary" code>
        {error instanceof Error ? error.message : String(error)}
      </Typography.Text>
    </Result>
  );
}

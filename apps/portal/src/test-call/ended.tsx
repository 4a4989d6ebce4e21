import { ApiError, useErrorText } from '@sibai/ui';
import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';

import type { TestCallState } from './test-caller';

const CALM = ['hung_up', 'far_end'];

/** How the last call ended, and what to do when it did not go well. */
export function Ended({ ended }: { ended: Extract<TestCallState, { at: 'idle' }>['ended'] }) {
  const { t } = useTranslation('testCall');
  const errorText = useErrorText();
  if (ended === null) return null;
  const title = ended instanceof ApiError ? errorText(ended) : t(`ended.${ended}`);
  const calm = typeof ended === 'string' && CALM.includes(ended);
  return <Alert type={calm ? 'info' : 'error'} showIcon role="status" title={title} style={{ marginBlockEnd: 16 }} />;
}

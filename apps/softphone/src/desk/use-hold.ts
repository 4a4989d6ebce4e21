import { App } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { phone } from './workplace';

/** Holds or resumes the call, and says so when the server does not agree. */
export function useHold(): { hold: (on: boolean) => Promise<void>; holding: boolean } {
  const { t } = useTranslation('desk');
  const { message } = App.useApp();
  const [holding, setHolding] = useState(false);
  const hold = async (on: boolean): Promise<void> => {
    setHolding(true);
    await phone.hold(on).catch(() => message.error(t('call.holdFailed')));
    setHolding(false);
  };
  return { hold, holding };
}

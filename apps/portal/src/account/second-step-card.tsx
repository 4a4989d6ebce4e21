import type { Profile } from '@sibai/contracts';
import { Button, Card, Flex, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { EndSecondStep, RenewRecoveryCodes } from './second-step-acts';
import { SecondStepSetup } from './second-step-setup';

/** The second step of signing in: whether it is on, and the ways to change that. */
export function SecondStepCard({ me }: { me: Profile }) {
  const { t } = useTranslation('account');
  const [doing, setDoing] = useState<'begin' | 'end' | 'renew'>();
  const close = (): void => setDoing(undefined);
  return (
    <Card
      title={t('own.second')}
      extra={
        <Tag color={me.secondStep ? 'success' : 'default'}>{t(me.secondStep ? 'own.secondOn' : 'own.secondOff')}</Tag>
      }
    >
      <Flex wrap justify="space-between" align="center" gap={12}>
        <Typography.Text type="secondary" style={{ flex: '1 1 260px' }}>
          {t('own.secondHint')}
          {me.secondStep && (
            <>
              <br />
              <Typography.Text type={me.recoveryCodesLeft < 3 ? 'warning' : 'secondary'}>
                {t('own.secondLeft', { count: me.recoveryCodesLeft })}
              </Typography.Text>
            </>
          )}
        </Typography.Text>
        <Flex gap={8} wrap>
          {me.secondStep ? (
            <>
              <Button onClick={() => setDoing('renew')}>{t('own.secondRenew')}</Button>
              <Button danger onClick={() => setDoing('end')}>
                {t('own.secondEnd')}
              </Button>
            </>
          ) : (
            <Button type="primary" onClick={() => setDoing('begin')}>
              {t('own.secondBegin')}
            </Button>
          )}
        </Flex>
      </Flex>
      {doing === 'begin' && <SecondStepSetup onClose={close} />}
      {doing === 'end' && <EndSecondStep onClose={close} />}
      {doing === 'renew' && <RenewRecoveryCodes onClose={close} />}
    </Card>
  );
}

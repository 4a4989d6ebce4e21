import { PhoneOutlined } from '@ant-design/icons';
import { Elapsed } from '@sibai/ui';
import { Button, Flex, Grid } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';

import { testCaller, useTestCall } from './test-caller';

/** The test call in progress, on every other page. */
export function CallBadge() {
  const { t } = useTranslation('testCall');
  const state = useTestCall();
  const { pathname } = useLocation();
  const wide = Grid.useBreakpoint().md;
  if (state.at === 'idle' || pathname === '/test-call') return null;
  return (
    <Flex align="center" gap={8} style={{ marginInlineEnd: 8 }}>
      <Link to="/test-call">
        {wide && t('inCall')} {state.at === 'talking' && <Elapsed since={state.since} />}
      </Link>
      <Button
        danger
        size="small"
        icon={<PhoneOutlined rotate={225} />}
        aria-label={t('hangUp')}
        onClick={() => testCaller.hangUp()}
      />
    </Flex>
  );
}

import { AudioMutedOutlined, AudioOutlined, PhoneOutlined } from '@ant-design/icons';
import { Elapsed, formatNumber } from '@sibai/ui';
import { Alert, Button, Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

import { Keypad } from './keypad';
import { LevelBars } from './level-bars';
import { testCaller, type TestCallState } from './test-caller';
import styles from './test-call.module.css';

/** The telephone during a call. */
export function CallPanel({ state }: { state: Exclude<TestCallState, { at: 'idle' }> }) {
  const { t } = useTranslation('testCall');
  const talking = state.at === 'talking' ? state : null;
  const trouble = state.at === 'preparing' ? null : state.trouble;
  return (
    <div className={styles.panel}>
      <div className={styles.display} role="status">
        <strong className="tabular">{formatNumber(state.number)}</strong>
        <span>
          {t(`state.${state.at}`)} {talking && <Elapsed since={talking.since} />}
        </span>
        <span className="tabular">{talking && talking.keys !== '' ? t('sent', { keys: talking.keys }) : ' '}</span>
      </div>
      {trouble && <Alert type="warning" showIcon title={t(`microphone.${trouble}`)} />}
      <LevelBars />
      <Keypad disabled={!talking} />
      <Flex gap={12} justify="center">
        <Button
          size="large"
          disabled={!talking || trouble !== null}
          icon={talking?.muted ? <AudioMutedOutlined /> : <AudioOutlined />}
          aria-pressed={talking?.muted ?? false}
          onClick={() => testCaller.setMuted(!talking?.muted)}
        >
          {talking?.muted ? t('unmute') : t('mute')}
        </Button>
        <Button
          danger
          type="primary"
          size="large"
          icon={<PhoneOutlined rotate={225} />}
          onClick={() => testCaller.hangUp()}
        >
          {t('hangUp')}
        </Button>
      </Flex>
      <Typography.Text type="secondary" style={{ textAlign: 'center' }}>
        {t('leaveHint')}
      </Typography.Text>
    </div>
  );
}

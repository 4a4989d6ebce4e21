import { BellOutlined, CheckOutlined, HistoryOutlined, MutedOutlined, SoundOutlined } from '@ant-design/icons';
import type { Alarm, Live } from '@sibai/contracts';
import { Elapsed, formatTime, useErrorText } from '@sibai/ui';
import { App, Button, Tooltip } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { AlarmHistory } from './alarm-history';
import { alarmSound } from './alarm-sound';
import { useAlarmText } from './alarm-text';
import { useAcknowledge } from './floor';
import styles from './live.module.css';

/** What is wrong now. A new alarm is heard, once sound has been turned on. */
export function AlarmPanel({ live: { alarms, settings }, skew }: { live: Live; skew: number }) {
  const { t } = useTranslation('analytics');
  const [history, setHistory] = useState(false);
  const [sound, setSound] = useState(alarmSound.on);
  const known = useRef<ReadonlySet<string> | null>(null);

  useEffect(() => {
    const before = known.current;
    known.current = new Set(alarms.map(({ id }) => id));
    // What was open when the page was opened is seen, and is no news.
    const opened = before && alarms.find(({ id }) => !before.has(id));
    if (opened) alarmSound.play(settings.sounds[opened.kind]);
  }, [alarms, settings]);

  const turn = (): void => {
    if (sound) alarmSound.stop();
    else {
      alarmSound.start();
      alarmSound.play('chime');
    }
    setSound(!sound);
  };
  return (
    <section className={styles.alarms} aria-label={t('alarm.title')} data-quiet={alarms.length === 0}>
      <header>
        <BellOutlined />
        <strong role="status">
          {alarms.length === 0 ? t('alarm.none') : t('alarm.count', { count: alarms.length })}
        </strong>
        <span className={styles.spring} />
        <Tooltip title={t(sound ? 'alarm.soundOff' : 'alarm.soundOn')}>
          <Button
            type="text"
            size="small"
            icon={sound ? <SoundOutlined /> : <MutedOutlined />}
            aria-pressed={sound}
            aria-label={t(sound ? 'alarm.soundOff' : 'alarm.soundOn')}
            onClick={turn}
          />
        </Tooltip>
        <Button type="text" size="small" icon={<HistoryOutlined />} onClick={() => setHistory(true)}>
          {t('alarm.history')}
        </Button>
      </header>
      {alarms.length > 0 && (
        <ul>
          {alarms.map((alarm) => (
            <AlarmRow key={alarm.id} alarm={alarm} skew={skew} />
          ))}
        </ul>
      )}
      {history && <AlarmHistory onClose={() => setHistory(false)} />}
    </section>
  );
}

function AlarmRow({ alarm, skew }: { alarm: Alarm; skew: number }) {
  const { t } = useTranslation('analytics');
  const { message } = App.useApp();
  const errorText = useErrorText();
  const alarmText = useAlarmText();
  const acknowledge = useAcknowledge();
  const { title, advice } = alarmText(alarm);
  const { id, acknowledgedBy, acknowledgedAt, openedAt } = alarm;
  return (
    <li data-seen={acknowledgedAt !== null}>
      <span>
        <strong>{title}</strong> {advice}
      </span>
      <span className={styles.clock}>
        <Elapsed since={openedAt} skew={skew} />
        {acknowledgedAt ? (
          <small>{t('alarm.seenBy', { name: acknowledgedBy ?? '', time: formatTime(acknowledgedAt, 'time') })}</small>
        ) : (
          <Button
            size="small"
            icon={<CheckOutlined />}
            loading={acknowledge.isPending}
            onClick={() => acknowledge.mutate(id, { onError: (error) => void message.error(errorText(error), 6) })}
          >
            {t('alarm.acknowledge')}
          </Button>
        )}
      </span>
    </li>
  );
}

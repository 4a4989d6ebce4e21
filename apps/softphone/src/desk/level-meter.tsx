import { AudioOutlined } from '@ant-design/icons';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { Meter } from '../phone/meter';
import styles from './desk.module.css';

interface Props {
  readonly source: () => Promise<MediaStream | null>;
  /** The stream is the meter's own: it ends with the meter. */
  readonly release?: boolean;
}

/** A bar that moves with the microphone. Written to the element ten times a second, past React. */
export function LevelMeter({ source, release = false }: Props) {
  const { t } = useTranslation('desk');
  const bar = useRef<HTMLMeterElement>(null);
  const open = useEffectEvent(source);

  useEffect(() => {
    let meter: Meter | null = null;
    let over = false;
    const stream = open();
    void stream.then((sound) => {
      if (sound && !over) meter = new Meter(sound);
    });
    const timer = window.setInterval(() => {
      if (meter && bar.current) bar.current.value = meter.level();
    }, 100);
    return () => {
      over = true;
      window.clearInterval(timer);
      meter?.close();
      if (release) void stream.then((sound) => sound?.getTracks().forEach((track) => track.stop()));
    };
  }, [release]);

  return (
    <span className={styles.level}>
      <AudioOutlined aria-hidden />
      <meter ref={bar} min={0} max={1} low={0.15} optimum={0.6} aria-label={t('quality.level')} />
    </span>
  );
}

import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { type Counters, type Quality, readQuality, type Stat } from '../phone/quality';
import { LevelMeter } from './level-meter';
import { phone } from './workplace';
import styles from './desk.module.css';

const EVERY_MS = 2000;

function useQuality(): Quality | null {
  const [quality, setQuality] = useState<Quality | null>(null);
  useEffect(() => {
    let before: Counters = { received: 0, lost: 0 };
    const read = async () => {
      const report = await phone.stats();
      if (!report) return;
      const stats: Stat[] = [];
      report.forEach((stat: Stat) => stats.push(stat));
      const next = readQuality(stats, before);
      before = next.counters;
      setQuality(next.quality);
    };
    void read();
    const timer = window.setInterval(() => void read(), EVERY_MS);
    return () => window.clearInterval(timer);
  }, []);
  return quality;
}

const shown = (value: number | null, unit: string) => (value === null ? '–' : `${Math.round(value)} ${unit}`);

/** How the call sounds: the agent's own level, and what the network does to it. */
export function SoundReadout() {
  const { t } = useTranslation('desk');
  const quality = useQuality();
  return (
    <div className={styles.sound}>
      <LevelMeter source={() => phone.microphone()} />
      <div
        className={styles.quality}
        role="status"
        aria-label={t('quality.label')}
        data-grade={quality?.grade}
        data-heard={quality?.heardEnergy}
        data-said={quality?.saidEnergy}
        data-loss={quality?.lossPercent}
      >
        {quality && (
          <>
            <i className={styles.bars} aria-hidden />
            <span>
              {t('quality.label')} {t(`quality.${quality.grade}`)}
            </span>
            <span className={`${styles.secondary} tabular`}>
              {t('quality.roundTrip')} {shown(quality.roundTripMs, 'ms')} · {t('quality.jitter')}{' '}
              {shown(quality.jitterMs, 'ms')} · {t('quality.loss')} {shown(quality.lossPercent, '%')}
            </span>
          </>
        )}
      </div>
    </div>
  );
}

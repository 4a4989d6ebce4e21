import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';

import type { Talk } from '../phone/phone-state';
import { useStore } from '../platform/store';
import { LevelMeter } from './level-meter';
import { phone, quality as monitor } from './workplace';
import styles from './desk.module.css';

const shown = (value: number | null, unit: string) => (value === null ? '–' : `${Math.round(value)} ${unit}`);

/** How the call sounds: the agent's own level, what the network does to it, and what to do before the caller notices. */
export function SoundReadout({ talk }: { talk: Talk }) {
  const { t } = useTranslation('desk');
  const { quality, advice } = useStore(monitor);
  return (
    <>
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
                {t('quality.label')} {t(`quality.${quality.grade}`)}{' '}
                <span className="tabular">{t('quality.mos', { mos: quality.mos.toFixed(1) })}</span>
              </span>
              <span className={`${styles.secondary} tabular`}>
                {t('quality.roundTrip')} {shown(quality.roundTripMs, 'ms')} · {t('quality.jitter')}{' '}
                {shown(quality.jitterMs, 'ms')} · {t('quality.loss')} {shown(quality.lossPercent, '%')}
              </span>
            </>
          )}
        </div>
      </div>
      {advice && talk.media && (
        <Alert
          className={styles.trouble ?? ''}
          type="warning"
          showIcon
          data-advice={advice}
          title={t(`advice.${advice}`)}
          description={t(`advice.${advice}Text`)}
        />
      )}
    </>
  );
}

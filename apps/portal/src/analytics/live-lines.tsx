import type { FloorSettings, Live } from '@sibai/contracts';
import { Progress } from 'antd';
import { useTranslation } from 'react-i18next';

import { levelOf } from './level';
import styles from './live.module.css';

/** How full each line is. */
export function LiveLines({ lines, settings }: { lines: Live['lines']; settings: FloorSettings }) {
  const { t } = useTranslation('analytics');
  if (lines.length === 0) return null;
  return (
    <section className={styles.panel} aria-labelledby="live-lines">
      <header>
        <h2 id="live-lines">{t('lines.title')}</h2>
      </header>
      <ul className={styles.lines}>
        {lines.map(({ id, name, inUse, concurrency }) => {
          const load = (100 * inUse) / concurrency;
          const level = levelOf('lineLoad', load, settings.thresholds) ?? 'good';
          return (
            <li key={id} data-level={level}>
              <span>{name}</span>
              <Progress
                percent={Math.min(100, load)}
                showInfo={false}
                size="small"
                strokeColor={settings.colours[level]}
                aria-label={name}
              />
              <span className="tabular">{t('lines.use', { inUse, concurrency })}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

import type { Live } from '@sibai/contracts';
import { Elapsed, Nothing } from '@sibai/ui';
import { useTranslation } from 'react-i18next';

import styles from './live.module.css';

export function LiveGroups({ groups, skew }: { groups: Live['groups']; skew: number }) {
  const { t } = useTranslation('analytics');
  return (
    <section className={styles.panel} aria-labelledby="live-groups">
      <header>
        <h2 id="live-groups">{t('groups.title')}</h2>
      </header>
      {groups.length === 0 ? (
        <Nothing text={t('groups.empty')} />
      ) : (
        <div className={styles.scroll}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t('groups.name')}</th>
                <th scope="col">{t('groups.waiting')}</th>
                <th scope="col">{t('groups.longest')}</th>
                <th scope="col">{t('groups.ready')}</th>
                <th scope="col">{t('groups.talking')}</th>
                <th scope="col">{t('groups.signedIn')}</th>
              </tr>
            </thead>
            <tbody className="tabular">
              {groups.map((group) => (
                <tr key={group.id}>
                  <th scope="row">{group.name}</th>
                  <td className={group.waiting > 0 ? styles.warn : undefined}>{group.waiting}</td>
                  <td>{group.longestSince ? <Elapsed since={group.longestSince} skew={skew} /> : '—'}</td>
                  <td>{group.ready}</td>
                  <td>{group.talking}</td>
                  <td>{group.signedIn}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

import type { DeskSeat } from '@sibai/contracts';
import { Brand, Elapsed, formatTime, language, PresenceTag, Preferences, useTitle, UserMenu } from '@sibai/ui';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Alert, App, Button, Card, Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import { clock } from '../platform/clock';
import { useStore } from '../platform/store';
import { tab } from '../platform/tab';
import { Caller, CallFacts } from './call-facts';
import { deskQuery } from './desk';
import { Today } from './today';
import { link } from './workplace';
import styles from './desk.module.css';

/** The desk as it stands in another window (`of` is null) or at another device: to be read, and to be taken over. */
export function MirrorPage({ of }: { of: DeskSeat | null }) {
  const { t } = useTranslation('desk');
  const { modal } = App.useApp();
  const { data: desk } = useSuspenseQuery(deskQuery);
  const skew = useStore(clock);
  useTitle(t('title'));

  const take = () => (of ? link.take() : tab.takeOver());
  const ask = () => {
    if (!desk.call && desk.presence === 'offline') return take();
    void modal.confirm({
      title: t(of ? 'mirror.askDevice' : 'mirror.askWindow'),
      content: t(desk.call ? 'mirror.askCall' : 'mirror.askIdle'),
      okText: t('mirror.take'),
      onOk: take,
    });
  };
  const since = of?.since ? formatTime(of.since, 'time', language()) : '';

  return (
    <div className={styles.page} data-mirror={of ? 'device' : 'window'} data-presence={desk.presence}>
      <header className={styles.header}>
        <Brand />
        <span className={styles.lights}>
          <Tag>{t('mirror.readOnly')}</Tag>
        </span>
        <span className={styles.tools}>
          <Preferences />
          <UserMenu />
        </span>
      </header>
      <main className={styles.main}>
        <h1 className="visually-hidden">{t('title')}</h1>
        <div className={styles.work}>
          <Alert
            type="warning"
            showIcon
            title={
              of ? t(of.device ? 'mirror.device' : 'mirror.nobody', { device: of.device ?? '' }) : t('mirror.window')
            }
            description={
              of ? t(of.device ? 'mirror.deviceText' : 'mirror.nobodyText', { since }) : t('mirror.windowText')
            }
            action={
              <Button type="primary" autoFocus onClick={ask}>
                {t('mirror.take')}
              </Button>
            }
          />
          <Card className={styles.card ?? ''}>
            <div className={styles.presenceNow}>
              <span className={styles.presenceTag}>
                <PresenceTag presence={desk.presence} reason={desk.reason} />
              </span>
              <span className={styles.secondary}>
                {t('presence.lasted')} <Elapsed since={desk.since} skew={skew} />
              </span>
            </div>
            {desk.call ? (
              <>
                <div className={`${styles.callHead} ${styles.mirrored}`}>
                  <Caller number={desk.call.caller} region={desk.call.region} />
                  {desk.call.answeredAt && (
                    <div className={styles.timer} role="timer">
                      <Elapsed since={desk.call.answeredAt} skew={skew} />
                    </div>
                  )}
                </div>
                <CallFacts card={desk.call} />
              </>
            ) : (
              <p className={`${styles.secondary} ${styles.mirrored}`}>{t('mirror.noCall')}</p>
            )}
          </Card>
        </div>
        <Today desk={desk} />
      </main>
    </div>
  );
}

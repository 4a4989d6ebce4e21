import type { Desk } from '@sibai/contracts';
import { Elapsed } from '@sibai/ui';
import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';

import type { Access } from '../phone/devices';
import type { PhoneState } from '../phone/phone-state';
import { useStore } from '../platform/store';
import type { LinkState } from './link';
import { OverstayNotice } from './overstay-notice';
import { SaidToYou } from './said-to-you';
import { UpdateNotice } from './update-notice';
import { devices, link, phone, ringer } from './workplace';
import styles from './desk.module.css';

interface Props {
  readonly desk: Desk;
  readonly line: PhoneState;
  readonly server: LinkState;
  readonly access: Access;
}

/** What keeps calls from coming, in the order in which it must be mended, each with what to do. */
export function Notices({ desk, line, server, access }: Props) {
  return (
    <div className={styles.notices}>
      <ServerNotice server={server} />
      <MicrophoneNotice access={access} />
      <PhoneNotice line={line} />
      <SilenceNotice />
      <SaidToYou />
      {server.at !== 'lost' && <SetBusyNotice desk={desk} />}
      {server.at !== 'lost' && <OverstayNotice desk={desk} />}
      <UpdateNotice desk={desk} line={line} />
    </div>
  );
}

function ServerNotice({ server }: { server: LinkState }) {
  const { t } = useTranslation('desk');
  if (server.at === 'lost') {
    return (
      <Alert
        type="error"
        showIcon
        title={
          <>
            {t('notice.linkLost')} <Elapsed since={server.since} />
          </>
        }
        description={t('notice.linkLostText')}
      />
    );
  }
  if (server.at !== 'online' || !server.signedOff) return null;
  return (
    <Alert
      type="warning"
      showIcon
      closable={{ onClose: () => link.acknowledge() }}
      title={t('notice.signedOff')}
      description={t('notice.signedOffText')}
    />
  );
}

function MicrophoneNotice({ access }: { access: Access }) {
  const { t } = useTranslation('desk');
  if (access === 'granted' || access === 'unknown') return null;
  return (
    <Alert
      type={access === 'prompt' ? 'info' : 'error'}
      showIcon
      data-microphone={access}
      title={t(`microphone.${access}`)}
      description={t(`microphone.${access}Text`)}
      action={
        access !== 'prompt' && access !== 'insecure' ? (
          <Button size="small" onClick={() => void devices.ask()}>
            {t('microphone.retry')}
          </Button>
        ) : null
      }
    />
  );
}

function PhoneNotice({ line }: { line: PhoneState }) {
  const { t } = useTranslation('desk');
  // The first try after a loss usually succeeds within a second: a banner for it would only flash.
  if (line.at !== 'connecting' || line.problem === null || line.attempt < 2) return null;
  return (
    <Alert
      type="warning"
      showIcon
      title={t('notice.phoneLost', { attempt: line.attempt })}
      description={t(`notice.problem.${line.problem}`)}
      action={
        <Button size="small" onClick={() => phone.verify()}>
          {t('notice.retryNow')}
        </Button>
      }
    />
  );
}

function SilenceNotice() {
  const { t } = useTranslation('desk');
  const audible = useStore(ringer);
  if (audible) return null;
  return <Alert type="info" showIcon title={t('notice.silent')} description={t('notice.silentText')} />;
}

function SetBusyNotice({ desk }: { desk: Desk }) {
  const { t } = useTranslation('desk');
  const { presence, reason } = desk;
  if (presence !== 'busy' || (reason !== 'missed' && reason !== 'declined' && reason !== 'lost')) return null;
  return <Alert type="warning" showIcon title={t(`notice.${reason}`)} description={t('notice.back')} />;
}

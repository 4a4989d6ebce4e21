import { AudioOutlined, SoundOutlined } from '@ant-design/icons';
import { Button, Card, Flex, Modal, Select, Slider, Switch } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Device } from '../phone/device';
import { installation } from '../platform/installation';
import { useStore } from '../platform/store';
import { LevelMeter } from './level-meter';
import { playBack, record } from '../phone/sound-check';
import { autoAnswer, devices, phone, ringer } from './workplace';
import styles from './desk.module.css';

const CHECKED = 'sibai.headset-checked';

/** Whether the headset was ever checked in this browser. */
export function useChecked(): [boolean, () => void] {
  const [checked, setChecked] = useState(() => localStorage.getItem(CHECKED) !== null);
  return [
    checked,
    () => {
      localStorage.setItem(CHECKED, '1');
      setChecked(true);
    },
  ];
}

/** Shown once, before the first call: so that the first caller is not the one to find out. */
export function DeviceCheck({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('desk');
  return (
    <Card className={styles.card ?? ''}>
      <h2 className={styles.cardTitle}>{t('check.title')}</h2>
      <p className={styles.secondary}>{t('check.lead')}</p>
      <Headset />
      <div className={styles.choices}>
        <Button type="primary" size="large" onClick={onDone}>
          {t('check.done')}
        </Button>
      </div>
    </Card>
  );
}

/** The same at any other time, also during a call. */
export function DeviceModal({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation('desk');
  return (
    <Modal title={t('check.open')} open={open} footer={null} width={640} destroyOnHidden onCancel={onClose}>
      <Headset />
    </Modal>
  );
}

/** Microphone, earphone, ring and notification, each with a way to try it. */
function Headset() {
  const { t } = useTranslation('desk');
  const { access, choice, microphones, speakers } = useStore(devices);
  return (
    <>
      <Row label={t('check.microphone')} hint={t('check.speak')}>
        <Pick
          label={t('check.microphone')}
          devices={microphones}
          value={choice.microphone}
          onPick={(microphone) => devices.choose({ microphone })}
        />
        {access === 'granted' && <LiveLevel key={choice.microphone} />}
      </Row>
      <Row label={t('check.suppression')} hint={t('check.suppressionText')}>
        <Switch
          aria-label={t('check.suppression')}
          checked={choice.noiseSuppression}
          onChange={(noiseSuppression) => devices.choose({ noiseSuppression })}
        />
      </Row>
      {devices.canRoute && (
        <Row label={t('check.speaker')}>
          <Pick
            label={t('check.speaker')}
            devices={speakers}
            value={choice.speaker}
            onPick={(speaker) => devices.choose({ speaker })}
          />
        </Row>
      )}
      <Row label={t('check.ringer')}>
        {devices.canRoute && (
          <Pick
            label={t('check.ringer')}
            devices={speakers}
            value={choice.ringer}
            onPick={(next) => devices.choose({ ringer: next })}
          />
        )}
        <Slider
          className={styles.volume ?? ''}
          ariaLabelForHandle={t('check.volume')}
          min={0}
          max={1}
          step={0.05}
          value={choice.ringVolume}
          tooltip={{ open: false }}
          onChange={(ringVolume) => devices.choose({ ringVolume })}
        />
        <Button icon={<SoundOutlined aria-hidden />} onClick={() => void ringer.sample()}>
          {t('check.try')}
        </Button>
      </Row>
      <EchoRow />
      <AutoAnswerRow />
      <NotificationRow />
      <InstallRow />
    </>
  );
}

function Row({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <div className={styles.row}>
      <div className={styles.rowLabel}>
        <strong>{label}</strong>
        {hint && <span className={styles.secondary}>{hint}</span>}
      </div>
      <Flex gap={12} align="center" wrap className={styles.rowField ?? ''}>
        {children}
      </Flex>
    </div>
  );
}

interface PickProps {
  readonly label: string;
  readonly devices: readonly Device[];
  readonly value: string | null;
  readonly onPick: (id: string | null) => void;
}

const SYSTEM = '';

function Pick({ label, devices: list, value, onPick }: PickProps) {
  const { t } = useTranslation('desk');
  // The browser lists its own default as a device, too; it is the same choice as the first.
  const real = list.filter((each) => each.id !== 'default' && each.id !== 'communications');
  return (
    <Select
      aria-label={label}
      className={styles.pick ?? ''}
      value={real.some((each) => each.id === value) ? value : SYSTEM}
      options={[
        { value: SYSTEM, label: t('check.system') },
        ...real.map((each, n) => ({ value: each.id, label: each.label || t('check.unnamed', { n: n + 1 }) })),
      ]}
      onChange={(id) => onPick(id === SYSTEM ? null : id)}
    />
  );
}

/** Holds the microphone only while the check is shown. */
function LiveLevel() {
  return <LevelMeter source={() => devices.open().catch(() => null)} release />;
}

type Echo = 'idle' | 'recording' | 'playing' | 'heard' | 'silent' | 'failed';

/** Says a sentence and hears it again, by the devices chosen: the caller's way, without a caller. */
function EchoRow() {
  const { t } = useTranslation('desk');
  const [echo, setEcho] = useState<Echo>('idle');
  const onCall = !['offline', 'connecting', 'ready'].includes(useStore(phone).at);
  const busy = echo === 'recording' || echo === 'playing';
  const test = async () => {
    setEcho('recording');
    try {
      const sample = await record(devices);
      if (!sample.audible) return setEcho('silent');
      setEcho('playing');
      await playBack(devices, sample);
      setEcho('heard');
    } catch {
      setEcho('failed');
    }
  };
  return (
    <Row label={t('check.echo')} hint={t('check.echoText')}>
      <Button icon={<AudioOutlined aria-hidden />} loading={busy} disabled={onCall} onClick={() => void test()}>
        {t('check.echoStart')}
      </Button>
      <span
        role="status"
        data-echo={echo}
        className={echo === 'silent' || echo === 'failed' ? styles.missed : styles.secondary}
      >
        {echo !== 'idle' && t(`check.echoSays.${echo}`)}
      </span>
    </Row>
  );
}

function AutoAnswerRow() {
  const { t } = useTranslation('desk');
  const on = useStore(autoAnswer);
  return (
    <Row label={t('check.autoAnswer')} hint={t('check.autoAnswerText')}>
      <Switch aria-label={t('check.autoAnswer')} checked={on} onChange={(next) => autoAnswer.choose(next)} />
    </Row>
  );
}

function InstallRow() {
  const { t } = useTranslation('desk');
  const state = useStore(installation);
  if (state === 'unavailable') return null;
  return (
    <Row label={t('check.install')} hint={t('check.installText')}>
      {state === 'installed' ? (
        <span className={styles.secondary}>{t('check.installed')}</span>
      ) : (
        <Button onClick={() => void installation.ask()}>{t('check.installNow')}</Button>
      )}
    </Row>
  );
}

function NotificationRow() {
  const { t } = useTranslation('desk');
  const [permission, setPermission] = useState(() => ('Notification' in window ? Notification.permission : null));
  if (permission === null) return null;
  return (
    <Row label={t('check.notification')} hint={t('check.notificationText')}>
      {permission === 'default' ? (
        <Button onClick={() => void Notification.requestPermission().then(setPermission)}>{t('check.enable')}</Button>
      ) : (
        <span className={styles.secondary}>
          {permission === 'granted' ? t('check.notificationOn') : t('check.notificationDenied')}
        </span>
      )}
    </Row>
  );
}

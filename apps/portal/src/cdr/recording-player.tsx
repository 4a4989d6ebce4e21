import { PauseOutlined, PlayCircleFilled } from '@ant-design/icons';
import type { CallDetail } from '@sibai/contracts';
import { formatDuration, formatTime } from '@sibai/ui';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { Alert, Button, Segmented, Slider } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import styles from './cdr.module.css';
import { readLevels, wavePath } from './waveform';

type Recording = CallDetail['recordings'][number];

const BUCKETS = 600;
const SPEEDS = [0.75, 1, 1.25, 1.5, 2];

const address = (id: string): string => `/api/recordings/${id}/audio`;

const levels = (id: string) =>
  queryOptions({
    queryKey: ['recordings', id, 'levels'],
    staleTime: Infinity,
    retry: false,
    queryFn: ({ signal }) => readLevels(address(id), BUCKETS, signal),
  });

/** Plays a stereo recording: the caller above, the agent below. */
export function RecordingPlayer({ recording }: { recording: Recording }) {
  const { t } = useTranslation('cdr');
  if (recording.state === 'recording') return <Alert type="info" showIcon title={t('player.waiting')} />;
  if (recording.state === 'lost') return <Alert type="error" showIcon title={t('player.lost')} />;
  return <Player recording={recording} />;
}

function Player({ recording }: { recording: Recording }) {
  const { t } = useTranslation('cdr');
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [speed, setSpeed] = useState(1);
  const [length, setLength] = useState(recording.seconds ?? 0);

  const seek = (seconds: number): void => {
    if (!audio.current) return;
    audio.current.currentTime = seconds;
    setAt(seconds);
  };
  const toggle = (): void => {
    if (playing) audio.current?.pause();
    else void audio.current?.play();
  };

  return (
    <section className={styles.player} aria-label={t('player.audio')}>
      <audio
        ref={audio}
        src={address(recording.id)}
        preload="metadata"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setPlaying(false)}
        onTimeUpdate={({ currentTarget }) => setAt(currentTarget.currentTime)}
        onLoadedMetadata={({ currentTarget }) => {
          if (Number.isFinite(currentTarget.duration)) setLength(currentTarget.duration);
        }}
      />
      <Lanes id={recording.id} share={length > 0 ? at / length : 0} onSeek={(share) => seek(share * length)} />
      <Slider
        min={0}
        max={Math.max(length, 0.1)}
        step={0.1}
        value={at}
        onChange={seek}
        ariaLabelForHandle={t('player.position')}
        tooltip={{ formatter: (seconds) => formatDuration((seconds ?? 0) * 1000) }}
        style={{ margin: '0 0 0 52px' }}
      />
      <div className={styles.controls}>
        <Button
          type="primary"
          icon={playing ? <PauseOutlined /> : <PlayCircleFilled />}
          onClick={toggle}
          aria-label={playing ? t('player.pause') : t('player.play')}
        />
        <span className="tabular">
          {formatDuration(at * 1000)} / {formatDuration(length * 1000)}
        </span>
        <Segmented
          size="small"
          value={speed}
          aria-label={t('player.speed')}
          options={SPEEDS.map((value) => ({ value, label: `${value}×` }))}
          onChange={(value) => {
            setSpeed(value);
            if (audio.current) audio.current.playbackRate = value;
          }}
        />
        <small title={recording.sha256 ?? undefined}>
          {formatTime(recording.startedAt, 'time')} · {t('player.sealed')}
        </small>
      </div>
    </section>
  );
}

/** The two directions over the recording's length; a click moves there. The slider below does the same by keyboard. */
function Lanes({ id, share, onSeek }: { id: string; share: number; onSeek: (share: number) => void }) {
  const { t } = useTranslation('cdr');
  const { data, isPending, isError } = useQuery(levels(id));
  const [agent = [], caller = []] = data ?? [];
  return (
    <div className={styles.lanes}>
      <span>{t('player.caller')}</span>
      <div
        className={styles.wave}
        data-busy={isPending || isError || undefined}
        onClick={({ currentTarget, clientX }) => {
          const box = currentTarget.getBoundingClientRect();
          onSeek(Math.min(1, Math.max(0, (clientX - box.left) / box.width)));
        }}
      >
        {isPending && t('player.drawing')}
        {isError && t('player.noWave')}
        {data && (
          <svg viewBox={`0 0 ${BUCKETS} 128`} preserveAspectRatio="none" aria-hidden>
            <path d={wavePath(caller, 32, 28)} stroke="var(--ant-color-link)" strokeWidth="0.8" />
            <line x1="0" x2={BUCKETS} y1="64" y2="64" stroke="var(--ant-color-border)" strokeWidth="0.5" />
            <path d={wavePath(agent, 96, 28)} stroke="var(--ant-color-success)" strokeWidth="0.8" />
          </svg>
        )}
        <div className={styles.head} style={{ insetInlineStart: `${share * 100}%` }} />
      </div>
      <span>{t('player.agent')}</span>
    </div>
  );
}

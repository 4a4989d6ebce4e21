import { PauseOutlined, PlayCircleFilled } from '@ant-design/icons';
import { type CallDetail, may, type RecordingPause, type Waveform } from '@sibai/contracts';
import { formatDuration, formatTime, language, useSignedIn } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Checkbox, Segmented, Slider, Tooltip, Typography } from 'antd';
import type { TFunction } from 'i18next';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ExportMenu } from '../recording/export-menu';
import { ListenGate } from '../recording/listen-gate';
import { audioAddress, waveform } from '../recording/recordings';
import styles from './cdr.module.css';
import { heldSpans, type Mark, silences, skipped, type Span } from './marks';
import { wavePath } from './waveform';

type Recording = Pick<
  CallDetail['recordings'][number],
  'id' | 'state' | 'startedAt' | 'seconds' | 'sha256' | 'destroyed'
>;

const SPEEDS = [0.75, 1, 1.25, 1.5, 2];

interface Props {
  readonly recording: Recording;
  /** What happened in the call, to be marked where it happened. */
  readonly events: readonly Mark[];
}

/** Plays a stereo recording to who states a purpose: the caller above, the agent below. */
export function RecordingPlayer({ recording, events }: Props) {
  const { t } = useTranslation('cdr');
  if (recording.state === 'recording') return <Alert type="info" showIcon title={t('player.waiting')} />;
  if (recording.state === 'lost') return <Alert type="error" showIcon title={t('player.lost')} />;
  if (recording.destroyed) return <Destroyed {...recording.destroyed} />;
  return (
    <ListenGate id={recording.id}>
      {(permit) => <Player recording={recording} events={events} permit={permit} />}
    </ListenGate>
  );
}

function Destroyed({ at, reason, certificate }: NonNullable<Recording['destroyed']>) {
  const { t } = useTranslation('cdr');
  const { role } = useSignedIn().user;
  return (
    <Alert
      type="warning"
      showIcon
      title={t(`player.destroyed.${reason}`, { at: formatTime(at, 'full', language()) })}
      description={
        <>
          {t('player.destroyed.certificate')}{' '}
          {may(role, 'retention.view') ? (
            <Typography.Link href={`/api/retention/runs/${certificate}/certificate`} download>
              {certificate}
            </Typography.Link>
          ) : (
            certificate
          )}
        </>
      }
    />
  );
}

function Player({ recording, events, permit }: Props & { permit: string }) {
  const { t } = useTranslation('cdr');
  const { t: own } = useTranslation('recording');
  const wave = useQuery(waveform(recording.id, permit));
  const [skipping, setSkipping] = useState(false);
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [speed, setSpeed] = useState(1);
  const [length, setLength] = useState(recording.seconds ?? 0);

  const quiet = wave.data ? silences(wave.data, length) : [];
  const held = heldSpans(events, length);
  const pauses = wave.data?.pauses ?? [];
  const marks = events.filter((event) => event.at >= 0 && event.at <= length);
  const stops = [
    ...pauses.map((pause) => ({ at: pause.from, text: pauseText(pause, t, own) })),
    ...marks.map(({ at: when, what }) => ({
      at: when,
      text: own('player.mark', { time: formatDuration(when * 1000), what }),
    })),
  ].toSorted((a, b) => a.at - b.at);

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
        src={audioAddress(recording.id, permit)}
        preload="metadata"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setPlaying(false)}
        onTimeUpdate={({ currentTarget }) => {
          const { currentTime, paused } = currentTarget;
          const next = skipping && !paused ? skipped(quiet, currentTime) : currentTime;
          if (next > currentTime) currentTarget.currentTime = next;
          setAt(next);
        }}
        onLoadedMetadata={({ currentTarget }) => {
          if (Number.isFinite(currentTarget.duration)) setLength(currentTarget.duration);
        }}
      />
      <Lanes
        wave={wave.data}
        failed={wave.isError}
        marks={marks}
        held={held}
        pauses={pauses}
        length={length}
        share={length > 0 ? at / length : 0}
        onSeek={(share) => seek(share * length)}
      />
      <Slider
        min={0}
        max={Math.max(length, 0.1)}
        step={1}
        value={at}
        onChange={seek}
        ariaLabelForHandle={t('player.position')}
        ariaValueTextFormatterForHandle={(seconds) => formatDuration(seconds * 1000)}
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
        <Checkbox
          checked={skipping}
          disabled={quiet.length === 0}
          onChange={({ target }) => setSkipping(target.checked)}
        >
          {own('player.skip')}
        </Checkbox>
        <ExportMenu id={recording.id} permit={permit} sealedSha256={recording.sha256} />
        <small title={recording.sha256 ?? undefined}>
          {formatTime(recording.startedAt, 'time')} · {t('player.sealed')}
        </small>
      </div>
      {stops.length > 0 && (
        <ol className={styles.stops} aria-label={own('player.stops')}>
          {stops.map((stop, no) => (
            <li key={no}>
              <button type="button" className="tabular" onClick={() => seek(stop.at)}>
                {stop.text}
              </button>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** Where the recording is silent and why; of a pause in which nothing was recorded, that too. */
function pauseText({ from, to, by, reason }: RecordingPause, t: TFunction<'cdr'>, own: TFunction<'recording'>): string {
  const why = t(`event.paused.${reason}`, { by });
  const [start, stop] = [formatDuration(from * 1000), formatDuration(to * 1000)];
  return own(to > from ? 'player.pausedFrom' : 'player.pausedEmpty', { start, stop, why });
}

interface LanesProps {
  readonly wave: Waveform | undefined;
  readonly failed: boolean;
  readonly marks: readonly Mark[];
  readonly held: readonly Span[];
  readonly pauses: readonly RecordingPause[];
  readonly length: number;
  readonly share: number;
  readonly onSeek: (share: number) => void;
}

/** The two directions over the recording's length; a click moves there. The slider below does the same by keyboard. */
function Lanes({ wave, failed, marks, held, pauses, length, share, onSeek }: LanesProps) {
  const { t } = useTranslation('cdr');
  const { t: own } = useTranslation('recording');
  const bars = wave?.agent.length ?? 0;
  const place = (seconds: number): string => `${Math.min(100, (seconds / Math.max(length, 0.1)) * 100)}%`;
  return (
    <div className={styles.lanes}>
      <span>{t('player.caller')}</span>
      <div
        className={styles.wave}
        data-busy={!wave || undefined}
        onClick={({ currentTarget, clientX }) => {
          const box = currentTarget.getBoundingClientRect();
          onSeek(Math.min(1, Math.max(0, (clientX - box.left) / box.width)));
        }}
      >
        {!wave && (failed ? t('player.noWave') : t('player.drawing'))}
        {wave && (
          <svg viewBox={`0 0 ${bars} 128`} preserveAspectRatio="none" aria-hidden>
            <path d={wavePath(wave.caller, 32, 28)} stroke="var(--ant-color-link)" strokeWidth="0.8" />
            <line x1="0" x2={bars} y1="64" y2="64" stroke="var(--ant-color-border)" strokeWidth="0.5" />
            <path d={wavePath(wave.agent, 96, 28)} stroke="var(--ant-color-success)" strokeWidth="0.8" />
          </svg>
        )}
        {pauses.map(({ from, to }, no) => (
          <div
            key={no}
            className={styles.paused}
            title={own('player.paused')}
            style={{ insetInlineStart: `min(${place(from)}, 100% - 3px)`, width: place(to - from) }}
          />
        ))}
        {held.map(({ from, to }) => (
          <div
            key={from}
            className={styles.held}
            title={own('player.held')}
            style={{ insetInlineStart: place(from), width: place(to - from) }}
          />
        ))}
        {marks.map(({ at, what }) => (
          <Tooltip key={`${at} ${what}`} title={own('player.mark', { time: formatDuration(at * 1000), what })}>
            <div className={styles.mark} style={{ insetInlineStart: place(at) }} />
          </Tooltip>
        ))}
        <div className={styles.head} style={{ insetInlineStart: `${share * 100}%` }} />
      </div>
      <span>{t('player.agent')}</span>
    </div>
  );
}

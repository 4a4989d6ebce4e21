import { FLOOR_DEFAULTS, FloorSettings, WALL_METRIC_NAMES, WALL_METRICS, WALL_SOUNDS } from '@sibai/contracts';
import { Refused } from '@sibai/ui';
import { App, Button, Checkbox, ColorPicker, Drawer, Flex, Form, InputNumber, Select, Switch } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { alarmSound } from './alarm-sound';
import { useSaveFloorSettings } from './floor';
import styles from './live.module.css';

const KINDS = Object.keys(FLOOR_DEFAULTS.sounds) as (keyof FloorSettings['sounds'])[];
const LEVELS = ['good', 'warn', 'bad'] as const;
const MODES = ['listen', 'whisper', 'barge'] as const;

/** What the wall warns of, how that looks and sounds, and what agents are told of. */
export function SettingsDrawer({ settings, onClose }: { settings: FloorSettings; onClose: () => void }) {
  const { t } = useTranslation('analytics');
  const { t: frame } = useTranslation('frame');
  const { message } = App.useApp();
  const save = useSaveFloorSettings();
  const [draft, setDraft] = useState(settings);
  const faults = new Set(
    (FloorSettings.safeParse(draft).error?.issues ?? []).map(({ path }) => path.slice(0, 2).join('.')),
  );
  const submit = (): void =>
    save.mutate(draft, {
      onSuccess: () => {
        void message.success(frame('saved'));
        onClose();
      },
    });

  return (
    <Drawer
      open
      size={640}
      title={t('settings.title')}
      onClose={onClose}
      mask={{ closable: false }}
      extra={
        <Flex gap={8}>
          <Button onClick={() => setDraft(FLOOR_DEFAULTS)}>{t('settings.defaults')}</Button>
          <Button type="primary" loading={save.isPending} disabled={faults.size > 0} onClick={submit}>
            {frame('action.save')}
          </Button>
        </Flex>
      }
    >
      <Refused error={save.error} />
      <Form layout="vertical" component="div">
        <h3>{t('settings.thresholds')}</h3>
        <div className={styles.thresholds}>
          {WALL_METRIC_NAMES.map((metric) => {
            const wrong = faults.has(`thresholds.${metric}`);
            const set = (limit: 'warn' | 'bad', value: number | null): void =>
              setDraft({
                ...draft,
                thresholds: { ...draft.thresholds, [metric]: { ...draft.thresholds[metric], [limit]: value ?? 0 } },
              });
            return (
              <div key={metric} role="group" aria-label={t(`metric.${metric}`)}>
                <span>
                  {t(`metric.${metric}`)} <small>{t(`settings.${WALL_METRICS[metric]}`)}</small>
                </span>
                {(['warn', 'bad'] as const).map((limit) => (
                  <InputNumber<number>
                    key={limit}
                    min={0}
                    aria-label={`${t(`metric.${metric}`)} ${t(`level.${limit}`)}`}
                    prefix={<i style={{ background: draft.colours[limit] }} />}
                    value={draft.thresholds[metric][limit]}
                    {...(wrong && { status: 'error' as const })}
                    onChange={(value) => set(limit, value)}
                  />
                ))}
                {wrong && <em role="alert">{t('settings.beyond')}</em>}
              </div>
            );
          })}
        </div>
        <h3>{t('settings.colours')}</h3>
        <Flex gap={16} wrap>
          {LEVELS.map((level) => (
            <ColorPicker
              key={level}
              disabledAlpha
              showText={() => t(`level.${level}`)}
              value={draft.colours[level]}
              onChangeComplete={(colour) =>
                setDraft({ ...draft, colours: { ...draft.colours, [level]: colour.toHexString().slice(0, 7) } })
              }
            />
          ))}
        </Flex>
        <h3>{t('settings.alarms')}</h3>
        {KINDS.map((kind) => {
          const on = !draft.alarmsOff.includes(kind);
          const others = draft.alarmsOff.filter((each) => each !== kind);
          return (
            <Flex key={kind} align="center" gap={12} style={{ minHeight: 42 }}>
              <Checkbox
                style={{ flex: 1 }}
                checked={on}
                onChange={({ target }) =>
                  setDraft({ ...draft, alarmsOff: target.checked ? others : [...others, kind] })
                }
              >
                {t(`alarmKind.${kind}`)}
              </Checkbox>
              <Select
                style={{ width: 140 }}
                disabled={!on}
                aria-label={`${t(`alarmKind.${kind}`)} ${t('settings.sound')}`}
                value={draft.sounds[kind]}
                onChange={(sound) => {
                  setDraft({ ...draft, sounds: { ...draft.sounds, [kind]: sound } });
                  alarmSound.start();
                  alarmSound.play(sound);
                }}
                options={WALL_SOUNDS.map((value) => ({ value, label: t(`sound.${value}`) }))}
              />
            </Flex>
          );
        })}
        <Flex align="center" justify="space-between" gap={12} style={{ minHeight: 42 }}>
          <label htmlFor="enough-calls">{t('settings.enoughCalls')}</label>
          <InputNumber<number>
            id="enough-calls"
            min={1}
            max={1000}
            precision={0}
            style={{ width: 140, flex: 'none' }}
            value={draft.enoughCalls}
            onChange={(enoughCalls) => setDraft({ ...draft, enoughCalls: enoughCalls ?? FLOOR_DEFAULTS.enoughCalls })}
          />
        </Flex>
        <h3>{t('settings.tellAgent')}</h3>
        {MODES.map((mode) => (
          <Flex key={mode} align="center" justify="space-between" style={{ minHeight: 42 }}>
            <label htmlFor={`tell-${mode}`}>{t(`settings.tell.${mode}`)}</label>
            <Switch
              id={`tell-${mode}`}
              checked={draft.tellAgent[mode]}
              onChange={(on) => setDraft({ ...draft, tellAgent: { ...draft.tellAgent, [mode]: on } })}
            />
          </Flex>
        ))}
      </Form>
    </Drawer>
  );
}

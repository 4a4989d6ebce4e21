import type { Alarm } from '@sibai/contracts';
import { formatDuration, formatPercent } from '@sibai/ui';
import { useTranslation } from 'react-i18next';

/** What an alarm says: what is bad, how bad, and what would help. */
export function useAlarmText(): (alarm: Alarm) => { readonly title: string; readonly advice: string } {
  const { t } = useTranslation('analytics');
  return ({ kind, name, value, advice }) => {
    const percent = formatPercent(Math.round(value * 10) / 10);
    const values = {
      name,
      percent,
      time: formatDuration(value * 1000),
      seconds: Math.round(value),
      minutes: value,
      limit: advice['limit'] ?? 0,
    };
    const figure = (key: string): number => Number((advice[key] ?? 0).toFixed(1));
    const load = { erlangs: figure('erlangs'), needed: figure('needed') };
    const agents = { ...load, handleSeconds: figure('handleSeconds'), serving: figure('serving') };
    const lines = { ...load, concurrency: figure('concurrency'), refused: figure('refused') };
    const title = t(`alarm.${kind}`, values);
    if (kind === 'connect_rate')
      return {
        title,
        advice:
          figure('agents') > 0
            ? t('alarm.addAgents', { ...agents, count: figure('agents') })
            : t('alarm.enoughAgents', agents),
      };
    if (kind === 'line_load')
      return {
        title,
        advice:
          figure('lines') > 0
            ? t('alarm.addLines', { ...lines, count: figure('lines') })
            : t('alarm.enoughLines', lines),
      };
    return { title, advice: '' };
  };
}

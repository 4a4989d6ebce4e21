import type { Live } from '@sibai/contracts';
import { formatDuration } from '@sibai/ui';
import { useTranslation } from 'react-i18next';

type Outlook = Live['groups'][number]['outlook'];

/** Why the next 15 minutes look as they do, with the figures to check it by. */
export function useOutlookText(): (outlook: Outlook) => string {
  const { t } = useTranslation('analytics');
  return (outlook) => {
    const { arrivalsPerHour, handleSeconds, agents, erlangs, agentsNeeded, clearSeconds, reason } = outlook;
    const figures = {
      arrivals: Math.round(arrivalsPerHour),
      handle: Math.round(handleSeconds),
      agents: Number(agents.toFixed(1)),
      erlangs: erlangs.toFixed(1),
      needed: agentsNeeded,
      clear: clearSeconds === null ? '' : formatDuration(clearSeconds * 1000),
    };
    return `${t(`outlook.${reason}`, figures)} ${t('outlook.figures', figures)}`;
  };
}

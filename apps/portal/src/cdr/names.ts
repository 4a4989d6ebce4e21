import { useCallerText } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { agents } from '../acd/agents';
import { groups } from '../acd/groups';
import { useCauseText } from './cause-text';
import type { Names } from './event-text';

/** Names for the ids that events and traces carry. */
export function useNames(): Names {
  const { t } = useTranslation('cdr');
  const cause = useCauseText();
  const agentNames = new Map<string, string>(useQuery(agents).data?.map(({ id, name }) => [id, name]));
  const groupNames = new Map<string, string>(useQuery(groups).data?.map(({ id, name }) => [id, name]));
  return {
    agent: (id) => agentNames.get(id) ?? t('someone'),
    group: (id) => groupNames.get(id) ?? t('someGroup'),
    caller: useCallerText(),
    cause,
  };
}

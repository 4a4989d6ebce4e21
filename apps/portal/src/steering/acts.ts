import { Broadcasted, type SetPresence, type Skill } from '@sibai/contracts';
import type { AgentId, CallId, GroupId } from '@sibai/kernel';
import { call, json, send, useErrorText } from '@sibai/ui';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';

export const acts = {
  force: (agent: AgentId, wish: SetPresence) => send(`/floor/agents/${agent}/presence`, json('PUT', wish)),
  setSkills: (agent: AgentId, skills: readonly Skill[]) =>
    send(`/floor/agents/${agent}/skills`, json('PUT', { skills })),
  move: (id: CallId, groupId: GroupId) => send(`/floor/calls/${id}/group`, json('PUT', { groupId })),
  prioritise: (id: CallId, priority: number) => send(`/floor/calls/${id}/priority`, json('PUT', { priority })),
  broadcast: (group: GroupId, text: string) =>
    call(Broadcasted, `/floor/groups/${group}/broadcast`, json('POST', { text })),
};

/** Does an act and says how it went. */
export function useAct(): (act: Promise<unknown>) => void {
  const { t } = useTranslation('steering');
  const { message } = App.useApp();
  const errorText = useErrorText();
  return (act) =>
    void act.then(
      () => void message.success(t('done')),
      (error: unknown) => void message.error(errorText(error), 6),
    );
}

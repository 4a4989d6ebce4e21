import { MoreOutlined } from '@ant-design/icons';
import type { Live, SetPresence } from '@sibai/contracts';
import { App, Button, Dropdown, type MenuProps } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { acts, useAct } from './acts';
import { OwnSkillsForm } from './own-skills-form';
import { steering } from './steering';

const BUSY = ['paperwork', 'meeting', 'training', 'other'] as const;

/** What a supervisor does with an agent. */
export function AgentActs({ agent, groups }: { agent: Live['agents'][number]; groups: Live['groups'] }) {
  const { t } = useTranslation('steering');
  const { t: ui } = useTranslation('ui');
  const { modal } = App.useApp();
  const act = useAct();
  const [skills, setSkills] = useState(false);
  const { callId } = agent;
  const talks = agent.presence === 'talking' && callId !== null;
  const away = agent.presence === 'offline';
  const force = (wish: SetPresence): void => act(acts.force(agent.id, wish));

  const items: NonNullable<MenuProps['items']> = [
    ...(talks
      ? (['listen', 'whisper', 'barge'] as const).map((mode) => ({
          key: mode,
          label: t(`mode.${mode}`),
          onClick: () => void steering.supervise(callId, mode),
        }))
      : []),
    ...(talks ? [{ type: 'divider' as const }] : []),
    { key: 'ready', label: ui('presence.ready'), disabled: away, onClick: () => force({ presence: 'ready' }) },
    {
      key: 'busy',
      label: ui('presence.busy'),
      disabled: away,
      children: BUSY.map((reason) => ({
        key: reason,
        label: ui(`reason.${reason}`),
        onClick: () => force({ presence: 'busy', reason }),
      })),
    },
    { key: 'break', label: ui('presence.break'), disabled: away, onClick: () => force({ presence: 'break' }) },
    {
      key: 'offline',
      label: t('signOut.act'),
      danger: true,
      disabled: away,
      onClick: () =>
        void modal.confirm({
          title: t('signOut.question', { name: agent.name }),
          content: t('signOut.consequence'),
          okText: t('signOut.act'),
          okButtonProps: { danger: true },
          cancelText: t('cancel'),
          onOk: () => force({ presence: 'offline' }),
        }),
    },
    { type: 'divider' },
    { key: 'skills', label: t('skills.act'), onClick: () => setSkills(true) },
  ];
  return (
    <>
      <Dropdown menu={{ items }} trigger={['click']} placement="bottomRight" autoFocus>
        <Button type="text" size="small" icon={<MoreOutlined />} aria-label={t('actsOf', { name: agent.name })} />
      </Dropdown>
      {skills && <OwnSkillsForm id={agent.id} name={agent.name} groups={groups} onClose={() => setSkills(false)} />}
    </>
  );
}

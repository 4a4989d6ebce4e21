import type { Agent, Group, Skill } from '@sibai/contracts';
import { Loading, Nothing, Refused } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { App, Checkbox, Modal, Slider } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useSetSkills } from './agents';
import { groups } from './groups';

const NEW_PROFICIENCY = 5;

/** Which groups an agent serves, and how well. */
export function SkillsForm({ agent, onClose }: { agent: Agent; onClose: () => void }) {
  const { t } = useTranslation('acd');
  const { t: frame } = useTranslation('frame');
  const { message } = App.useApp();
  const all = useQuery(groups);
  const save = useSetSkills(agent.id);
  const [skills, setSkills] = useState<readonly Skill[]>(agent.skills);

  const set = ({ id }: Group, proficiency: number | null): void => {
    const others = skills.filter(({ groupId }) => groupId !== id);
    setSkills(proficiency === null ? others : [...others, { groupId: id, proficiency }]);
  };
  const submit = (): void =>
    save.mutate(skills, {
      onSuccess: () => {
        void message.success(frame('saved'));
        onClose();
      },
    });

  return (
    <Modal
      open
      title={t('agent.editOf', { name: agent.name })}
      okText={frame('action.save')}
      cancelText={frame('action.cancel')}
      confirmLoading={save.isPending}
      mask={{ closable: false }}
      onOk={submit}
      onCancel={onClose}
    >
      <Refused error={save.error ?? all.error} />
      {all.isPending && <Loading />}
      {all.data?.length === 0 && <Nothing text={t('agent.noGroups')} />}
      <p>{t('agent.proficiencyHint')}</p>
      {all.data?.map((group) => {
        const proficiency = skills.find(({ groupId }) => groupId === group.id)?.proficiency ?? null;
        return (
          <div
            key={group.id}
            style={{
              display: 'grid',
              gridTemplateColumns: 'minmax(96px, 1fr) minmax(90px, 200px) 24px',
              alignItems: 'center',
              gap: 12,
              minHeight: 44,
            }}
          >
            <Checkbox
              checked={proficiency !== null}
              onChange={({ target }) => set(group, target.checked ? NEW_PROFICIENCY : null)}
            >
              {group.name}
            </Checkbox>
            <Slider
              min={1}
              max={10}
              disabled={proficiency === null}
              value={proficiency ?? 1}
              onChange={(value) => set(group, value)}
              ariaLabelForHandle={`${group.name} ${t('agent.proficiency')}`}
            />
            <span className="tabular">{proficiency ?? '—'}</span>
          </div>
        );
      })}
    </Modal>
  );
}

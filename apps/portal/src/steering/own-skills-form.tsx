import type { Live, Skill } from '@sibai/contracts';
import type { AgentId } from '@sibai/kernel';
import { Loading, Refused } from '@sibai/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Checkbox, Modal, Slider } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { agents } from '../acd/agents';
import { acts } from './acts';
import styles from './own-skills-form.module.css';

const NEW = { proficiency: 5, priority: 0, ringOrder: 0 };

interface Props {
  readonly id: AgentId;
  readonly name: string;
  readonly groups: Live['groups'];
  readonly onClose: () => void;
}

/** An agent's skills in one's own groups; those in others are not shown, and stay. */
export function OwnSkillsForm({ id, name, groups, onClose }: Props) {
  const { t } = useTranslation('steering');
  const { t: acd } = useTranslation('acd');
  const { t: frame } = useTranslation('frame');
  const { message } = App.useApp();
  const client = useQueryClient();
  const all = useQuery(agents);
  const [changed, setChanged] = useState<readonly Skill[] | null>(null);
  const own = new Set<string>(groups.map((group) => group.id));
  const stored = all.data?.find((agent) => agent.id === id)?.skills.filter(({ groupId }) => own.has(groupId));
  const skills = changed ?? stored ?? [];

  const save = useMutation({
    mutationFn: () => acts.setSkills(id, skills),
    onSuccess: async () => {
      void message.success(frame('saved'));
      onClose();
      await client.invalidateQueries({ queryKey: agents.queryKey });
    },
  });
  const set = (groupId: Skill['groupId'], proficiency: number | null): void => {
    const before = skills.find((skill) => skill.groupId === groupId);
    const others = skills.filter((skill) => skill.groupId !== groupId);
    setChanged(proficiency === null ? others : [...others, { ...NEW, ...before, groupId, proficiency }]);
  };

  return (
    <Modal
      open
      title={t('skills.title', { name })}
      okText={frame('action.save')}
      cancelText={frame('action.cancel')}
      confirmLoading={save.isPending}
      okButtonProps={{ disabled: stored === undefined }}
      mask={{ closable: false }}
      onOk={() => save.mutate()}
      onCancel={onClose}
    >
      <Refused error={save.error ?? all.error} />
      {all.isPending && <Loading />}
      {stored &&
        groups.map((group) => {
          const proficiency = skills.find(({ groupId }) => groupId === group.id)?.proficiency ?? null;
          return (
            <div key={group.id} className={styles.row}>
              <Checkbox
                checked={proficiency !== null}
                onChange={({ target }) => set(group.id, target.checked ? NEW.proficiency : null)}
              >
                {group.name}
              </Checkbox>
              <Slider
                min={1}
                max={10}
                disabled={proficiency === null}
                value={proficiency ?? 1}
                onChange={(value) => set(group.id, value)}
                ariaLabelForHandle={`${group.name} ${acd('agent.proficiency')}`}
              />
              <span className="tabular">{proficiency ?? '—'}</span>
            </div>
          );
        })}
    </Modal>
  );
}

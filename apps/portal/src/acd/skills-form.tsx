import type { Agent, Group, Skill } from '@sibai/contracts';
import { Loading, Nothing, Refused } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { App, Checkbox, Flex, InputNumber, Modal, Slider } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useSetSkills } from './agents';
import { groups } from './groups';

const NEW_SKILL = { proficiency: 5, priority: 0, ringOrder: 0 };

/** Which groups an agent serves, and how well. */
export function SkillsForm({ agent, onClose }: { agent: Agent; onClose: () => void }) {
  const { t } = useTranslation('acd');
  const { t: frame } = useTranslation('frame');
  const { message } = App.useApp();
  const all = useQuery(groups);
  const save = useSetSkills(agent.id);
  const [skills, setSkills] = useState<readonly Skill[]>(agent.skills);

  const set = ({ id }: Group, change: Partial<Skill> | null): void => {
    const others = skills.filter(({ groupId }) => groupId !== id);
    const before = skills.find(({ groupId }) => groupId === id) ?? { ...NEW_SKILL, groupId: id };
    setSkills(change === null ? others : [...others, { ...before, ...change }]);
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
        const skill = skills.find(({ groupId }) => groupId === group.id);
        return (
          <div key={group.id} style={{ borderBlockEnd: '1px solid var(--ant-color-split)', paddingBlock: 8 }}>
            <div
              style={{
                display: 'grid',
                gridTemplateColumns: 'minmax(96px, 1fr) minmax(90px, 200px) 24px',
                alignItems: 'center',
                gap: 12,
                minHeight: 44,
              }}
            >
              <Checkbox checked={skill !== undefined} onChange={({ target }) => set(group, target.checked ? {} : null)}>
                {group.name}
              </Checkbox>
              <Slider
                min={1}
                max={10}
                disabled={!skill}
                value={skill?.proficiency ?? 1}
                onChange={(proficiency) => set(group, { proficiency })}
                ariaLabelForHandle={`${group.name} ${t('agent.proficiency')}`}
              />
              <span className="tabular">{skill?.proficiency ?? '—'}</span>
            </div>
            {skill && (
              <Flex wrap gap="8px 24px" style={{ paddingInlineStart: 24 }}>
                <label>
                  {t('agent.priority')}{' '}
                  <InputNumber
                    size="small"
                    min={0}
                    max={9}
                    precision={0}
                    value={skill.priority}
                    onChange={(priority) => set(group, { priority: priority ?? 0 })}
                    style={{ width: 72 }}
                  />
                </label>
                <label>
                  {t('agent.ringOrder')}{' '}
                  <InputNumber
                    size="small"
                    min={0}
                    max={999}
                    precision={0}
                    value={skill.ringOrder}
                    onChange={(ringOrder) => set(group, { ringOrder: ringOrder ?? 0 })}
                    style={{ width: 80 }}
                  />
                </label>
              </Flex>
            )}
          </div>
        );
      })}
    </Modal>
  );
}

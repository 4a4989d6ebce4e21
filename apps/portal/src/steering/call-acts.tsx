import { MoreOutlined } from '@ant-design/icons';
import type { Live } from '@sibai/contracts';
import { maskNumber } from '@sibai/ui';
import { Button, Dropdown, type MenuProps } from 'antd';
import { useTranslation } from 'react-i18next';

import { acts, useAct } from './acts';
import { steering } from './steering';

const HIGHEST = 9;
const RAISE = 3;

/** What a supervisor does with a call: with one that waits, and with one that is spoken in. */
export function CallActs({ call, groups }: { call: Live['calls'][number]; groups: Live['groups'] }) {
  const { t } = useTranslation('steering');
  const act = useAct();
  const { callId, stage, ringing, priority } = call;
  const waits = stage === 'acd';
  const talks = stage === 'agent' && !ringing;
  if (!waits && !talks) return null;

  const others = groups.filter((group) => group.id !== call.groupId);
  const items: NonNullable<MenuProps['items']> = talks
    ? (['listen', 'whisper', 'barge'] as const).map((mode) => ({
        key: mode,
        label: t(`mode.${mode}`),
        onClick: () => void steering.supervise(callId, mode),
      }))
    : [
        {
          key: 'raise',
          label: t('priority.raise', { priority: Math.min(HIGHEST, priority + RAISE) }),
          disabled: priority >= HIGHEST,
          onClick: () => act(acts.prioritise(callId, Math.min(HIGHEST, priority + RAISE))),
        },
        {
          key: 'reset',
          label: t('priority.reset'),
          disabled: priority === 0,
          onClick: () => act(acts.prioritise(callId, 0)),
        },
        {
          key: 'move',
          label: t('move'),
          disabled: others.length === 0 || ringing,
          children: others.map((group) => ({
            key: group.id,
            label: group.name,
            onClick: () => act(acts.move(callId, group.id)),
          })),
        },
      ];
  return (
    <Dropdown menu={{ items }} trigger={['click']} placement="bottomRight" autoFocus>
      <Button
        type="text"
        size="small"
        icon={<MoreOutlined />}
        aria-label={t('actsOf', { name: maskNumber(call.caller) })}
      />
    </Dropdown>
  );
}

import type { Group, OverflowTarget } from '@sibai/contracts';
import { Flex, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';

export const TARGET_KINDS = ['hangup', 'group', 'number', 'voicemail', 'callback', 'node'] as const;

const EMPTY: { readonly [K in OverflowTarget['kind']]: OverflowTarget } = {
  hangup: { kind: 'hangup' },
  group: { kind: 'group', groupId: '' as never },
  number: { kind: 'number', to: '' },
  voicemail: { kind: 'voicemail' },
  callback: { kind: 'callback' },
  node: { kind: 'node', node: '' },
};

/** Whether something is still to be filled in. */
export function isWhole(target: OverflowTarget | null | undefined): boolean {
  if (!target) return false;
  if (target.kind === 'group') return (target.groupId as string) !== '';
  if (target.kind === 'number') return /^\d{5,15}$/.test(target.to);
  return target.kind !== 'node' || /^[A-Za-z0-9][\w-]{0,39}$/.test(target.node);
}

interface Props {
  readonly id?: string;
  readonly value?: OverflowTarget;
  readonly onChange?: (target: OverflowTarget) => void;
  /** The other groups. */
  readonly groups: readonly Group[];
  readonly kinds?: readonly OverflowTarget['kind'][];
  readonly label: string;
}

/** Where a caller is sent. */
export function TargetInput({ id, value, onChange, groups, kinds = TARGET_KINDS, label }: Props) {
  const { t } = useTranslation('acd');
  const target = value ?? EMPTY.hangup;
  const change = (next: OverflowTarget): void => onChange?.(next);
  return (
    <Flex wrap gap={8} align="flex-start">
      <Select
        {...(id !== undefined && { id })}
        aria-label={label}
        value={target.kind}
        style={{ width: 150 }}
        options={kinds.map((kind) => ({ value: kind, label: t(`set.target.${kind}`) }))}
        onChange={(kind) => change(EMPTY[kind])}
      />
      {target.kind === 'group' && (
        <Select
          aria-label={t('set.target.group')}
          value={target.groupId || null}
          placeholder={t('set.target.whichGroup')}
          style={{ width: 200 }}
          options={groups.map((group) => ({ value: group.id, label: group.name }))}
          onChange={(groupId) => change({ kind: 'group', groupId })}
        />
      )}
      {target.kind === 'number' && (
        <Input
          aria-label={t('set.target.number')}
          value={target.to}
          inputMode="tel"
          placeholder={t('set.target.whichNumber')}
          style={{ width: 200 }}
          onChange={(event) => change({ kind: 'number', to: event.target.value.replace(/[\s-]/g, '') })}
        />
      )}
      {target.kind === 'voicemail' && (
        <Select
          aria-label={t('set.target.mailbox')}
          value={target.groupId ?? ''}
          style={{ width: 200 }}
          options={[
            { value: '', label: t('set.target.ownMailbox') },
            ...groups.map((group) => ({ value: group.id as string, label: group.name })),
          ]}
          onChange={(groupId) =>
            change(groupId === '' ? EMPTY.voicemail : { kind: 'voicemail', groupId: groupId as Group['id'] })
          }
        />
      )}
      {target.kind === 'node' && (
        <Input
          aria-label={t('set.target.node')}
          value={target.node}
          placeholder={t('set.target.whichNode')}
          style={{ width: 200 }}
          onChange={(event) => change({ kind: 'node', node: event.target.value.trim() })}
        />
      )}
      {target.kind === 'hangup' && (
        <Input.TextArea
          aria-label={t('set.target.words')}
          value={target.words ?? ''}
          placeholder={t('set.target.whichWords')}
          maxLength={500}
          autoSize={{ minRows: 1, maxRows: 4 }}
          style={{ flex: '1 1 240px', minWidth: 0 }}
          onChange={(event) =>
            change(event.target.value === '' ? EMPTY.hangup : { kind: 'hangup', words: event.target.value })
          }
        />
      )}
    </Flex>
  );
}

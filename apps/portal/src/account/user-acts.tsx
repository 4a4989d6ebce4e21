import { MoreOutlined } from '@ant-design/icons';
import type { User } from '@sibai/contracts';
import { useErrorText } from '@sibai/ui';
import { App, Button, Dropdown, Flex } from 'antd';
import { useTranslation } from 'react-i18next';

import { useActOnUser, type UserAct } from './users';

interface Props {
  readonly user: User;
  readonly self: boolean;
  readonly onEdit: () => void;
  readonly onSessions: () => void;
}

/** What an admin may do with a colleague. What takes something away asks first. */
export function UserActs({ user, self, onEdit, onSessions }: Props) {
  const { t } = useTranslation('account');
  const { t: frame } = useTranslation('frame');
  const { modal, message } = App.useApp();
  const errorText = useErrorText();
  const act = useActOnUser();

  const apply = async (name: UserAct): Promise<void> => {
    try {
      await act.mutateAsync({ id: user.id, act: name });
      void message.success(name === 'unlock' ? t('user.unlocked') : frame('saved'));
    } catch (error) {
      void message.error(errorText(error), 6);
    }
  };
  const ask = (name: UserAct, title: string, content: string, okText: string): void =>
    void modal.confirm({
      ...{ title, content, okText, cancelText: frame('action.cancel'), okButtonProps: { danger: true } },
      onOk: () => apply(name),
    });

  const items = [
    { key: 'sessions', label: t('user.devices'), onClick: onSessions },
    user.lockedUntil !== null && { key: 'unlock', label: t('user.unlock'), onClick: () => void apply('unlock') },
    user.secondStep &&
      !self && {
        key: 'second',
        label: t('user.secondOff'),
        danger: true,
        onClick: () =>
          ask(
            'second-step/off',
            t('user.secondOffQuestion', { name: user.name }),
            t('user.secondOffHint'),
            t('user.secondOff'),
          ),
      },
    !self &&
      (user.disabled
        ? { key: 'enable', label: t('user.enable'), onClick: () => void apply('enable') }
        : {
            key: 'disable',
            label: t('user.disable'),
            danger: true,
            onClick: () =>
              ask('disable', t('user.disableQuestion', { name: user.name }), t('user.disableHint'), t('user.disable')),
          }),
  ].filter((item) => item !== false);

  return (
    <Flex justify="end" gap={4}>
      <Button type="text" size="small" onClick={onEdit}>
        {frame('action.edit')}
      </Button>
      <Dropdown trigger={['click']} menu={{ items }}>
        <Button type="text" size="small" icon={<MoreOutlined />} aria-label={t('user.more')} loading={act.isPending} />
      </Dropdown>
    </Flex>
  );
}

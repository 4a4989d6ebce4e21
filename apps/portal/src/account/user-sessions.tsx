import type { User } from '@sibai/contracts';
import { Nothing, useErrorText } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { App, Drawer } from 'antd';
import { useTranslation } from 'react-i18next';

import { SessionList } from './own-sessions';
import { sessionsOf, useEndSessionOf } from './users';

/** Where a colleague is signed in, and the way to end that. */
export function UserSessions({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation('account');
  const { message } = App.useApp();
  const errorText = useErrorText();
  const query = useQuery(sessionsOf(user.id));
  const end = useEndSessionOf(user.id);
  const apply = async (id: string): Promise<void> => {
    try {
      await end.mutateAsync(id);
      await query.refetch();
      void message.success(t('own.ended'));
    } catch (error) {
      void message.error(errorText(error), 6);
    }
  };
  return (
    <Drawer
      open
      onClose={onClose}
      size={420}
      title={t('user.devicesOf', { name: user.name })}
      styles={{ body: { padding: 0 } }}
    >
      {query.data?.length === 0 ? (
        <div style={{ padding: 32 }}>
          <Nothing text={t('user.noDevices')} />
        </div>
      ) : (
        <SessionList query={query} onEnd={(id) => void apply(id)} busy={end.isPending ? end.variables : undefined} />
      )}
    </Drawer>
  );
}

import type { SessionEntry } from '@sibai/contracts';
import { Failure, formatTime, language, Loading, useErrorText } from '@sibai/ui';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { App, Button, Card, Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import styles from './account.module.css';
import { deviceOf } from './device';
import { ownSessions, useEndSession } from './own';

/** Where one is signed in, and the way to end that. */
export function OwnSessions() {
  const { t } = useTranslation('account');
  const { t: frame } = useTranslation('frame');
  const { modal, message } = App.useApp();
  const errorText = useErrorText();
  const query = useQuery(ownSessions);
  const end = useEndSession();
  const apply = async (id: string): Promise<void> => {
    try {
      await end.mutateAsync(id);
      void message.success(t('own.ended'));
    } catch (error) {
      void message.error(errorText(error), 6);
    }
  };
  const askForAll = (): void =>
    void modal.confirm({
      title: t('own.endOthersQuestion'),
      content: t('own.endOthersHint'),
      okText: t('own.endOthers'),
      okButtonProps: { danger: true },
      cancelText: frame('action.cancel'),
      onOk: () => apply('others'),
    });

  return (
    <Card
      title={t('own.sessions')}
      styles={{ body: { padding: 0 } }}
      extra={
        (query.data?.length ?? 0) > 1 && (
          <Button size="small" danger type="text" onClick={askForAll}>
            {t('own.endOthers')}
          </Button>
        )
      }
    >
      <SessionList query={query} onEnd={(id) => void apply(id)} busy={end.isPending ? end.variables : undefined} />
    </Card>
  );
}

interface ListProps {
  readonly query: UseQueryResult<SessionEntry[]>;
  readonly onEnd: (id: string) => void;
  readonly busy?: string | undefined;
}

export function SessionList({ query, onEnd, busy }: ListProps) {
  const { t } = useTranslation('account');
  if (query.isPending) return <Loading />;
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  return query.data.map(({ id, agent, address, lastSeenAt, createdAt, current }) => (
    <div key={id} className={styles.session}>
      <div>
        <strong title={agent ?? undefined}>{deviceOf(agent) ?? t('own.unknownDevice')}</strong>{' '}
        {current && <Tag color="blue">{t('own.here')}</Tag>}
        <small className="tabular">
          {address && `${address} · `}
          {t('own.seen')} {formatTime(lastSeenAt, 'short', language())} · {t('own.since')}{' '}
          {formatTime(createdAt, 'short', language())}
        </small>
      </div>
      {!current && (
        <Button size="small" loading={busy === id} onClick={() => onEnd(id)}>
          {t('own.end')}
        </Button>
      )}
    </div>
  ));
}

import { CopyOutlined, LinkOutlined, MailOutlined, MobileOutlined, SearchOutlined } from '@ant-design/icons';
import type { OutboxMessage } from '@sibai/contracts';
import { isRefusal, Failure, formatTime, language, Loading, Nothing, useTitle } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Card, Flex, Input, Result, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';

import { outbox } from './enter';
import styles from './public.module.css';

/** What would have been sent, where nothing can be: for developers. */
export function OutboxPage() {
  const { t } = useTranslation('account');
  const [params, setParams] = useSearchParams();
  const address = params.get('address') ?? '';
  const query = useQuery(outbox(address));
  useTitle(t('outbox.title'));
  if (isRefusal(query.error, 'route.missing'))
    return <Result status="info" title={t('outbox.closed')} subTitle={t('outbox.closedHint')} />;

  return (
    <>
      <Flex wrap justify="space-between" align="flex-start" gap={12} style={{ marginBlockEnd: 16 }}>
        <div style={{ maxWidth: 640 }}>
          <Typography.Title level={1} style={{ fontSize: 22, margin: 0 }}>
            {t('outbox.title')}
          </Typography.Title>
          <Typography.Text type="secondary">{t('outbox.lead')}</Typography.Text>
        </div>
        <Input
          allowClear
          prefix={<SearchOutlined />}
          placeholder={t('outbox.filter')}
          aria-label={t('outbox.filter')}
          defaultValue={address}
          onChange={({ target }) => setParams(target.value ? { address: target.value.trim() } : {}, { replace: true })}
          style={{ maxWidth: 280 }}
        />
      </Flex>
      <Card styles={{ body: { padding: 0 } }}>
        <Messages query={query} />
      </Card>
    </>
  );
}

function Messages({ query }: { query: ReturnType<typeof useQuery<OutboxMessage[]>> }) {
  const { t } = useTranslation('account');
  if (query.isPending) return <Loading />;
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data.length === 0)
    return (
      <div style={{ padding: 32 }}>
        <Nothing text={t('outbox.empty')}>
          <Typography.Text type="secondary">{t('outbox.emptyHint')}</Typography.Text>
        </Nothing>
      </div>
    );
  return query.data.map((message) => <Message key={message.id} message={message} />);
}

function Message({ message: { channel, address, subject, text, code, link, createdAt } }: { message: OutboxMessage }) {
  const { t } = useTranslation('account');
  const { message } = App.useApp();
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(code ?? '');
    void message.success(t('outbox.copied'));
  };
  return (
    <article className={styles.message}>
      <Flex wrap gap={8} align="center">
        <Tag icon={channel === 'sms' ? <MobileOutlined /> : <MailOutlined />}>{t(`outbox.${channel}`)}</Tag>
        <strong className="tabular">{address}</strong>
        <Typography.Text type="secondary" className="tabular">
          {formatTime(createdAt, 'moment', language())}
        </Typography.Text>
      </Flex>
      <p>
        {subject && <strong>{subject} </strong>}
        {text}
      </p>
      <div className={styles.copies}>
        {code && (
          <>
            <code>{code}</code>
            <Button size="small" icon={<CopyOutlined />} onClick={() => void copy()}>
              {t('outbox.copyCode')}
            </Button>
          </>
        )}
        {link && (
          <Button size="small" icon={<LinkOutlined />} href={link}>
            {t('outbox.openLink')}
          </Button>
        )}
      </div>
    </article>
  );
}

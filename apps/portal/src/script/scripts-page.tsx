import { EditOutlined } from '@ant-design/icons';
import { type LineScript, may } from '@sibai/contracts';
import { Failure, formatTime, Loading, Nothing, useSignedIn } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Flex, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Page } from '../frame/page';
import { lineLabel } from '../trunk/line-label';
import { Dispositions } from './dispositions';
import { ScriptForm } from './script-form';
import { lineScripts } from './scripts';

export function ScriptsPage() {
  const { t } = useTranslation('script');
  const { t: frame } = useTranslation('frame');
  const { role } = useSignedIn().user;
  const query = useQuery(lineScripts);
  const [edited, setEdited] = useState<LineScript | null>(null);
  return (
    <Page title={frame('page.scripts')} lead={t('lead')}>
      <Flex vertical gap={16}>
        {query.isError && !query.data && <Failure error={query.error} onRetry={() => void query.refetch()} />}
        {query.isPending && <Loading />}
        {query.data?.length === 0 && <Nothing text={t('emptyLines')} />}
        {query.data?.map((each) => (
          <ScriptCard
            key={each.line.id}
            of={each}
            onEdit={may(role, 'script.manage') ? () => setEdited(each) : undefined}
          />
        ))}
        {may(role, 'disposition.manage') && <Dispositions />}
      </Flex>
      {edited && <ScriptForm key={edited.line.id} of={edited} onClose={() => setEdited(null)} />}
    </Page>
  );
}

function ScriptCard({ of: { line, script }, onEdit }: { of: LineScript; onEdit: (() => void) | undefined }) {
  const { t } = useTranslation('script');
  return (
    <Card
      title={lineLabel(line.name, line.number)}
      extra={
        onEdit && (
          <Button icon={<EditOutlined />} onClick={onEdit}>
            {script ? t('change') : t('edit')}
          </Button>
        )
      }
    >
      {!script && <Typography.Text type="secondary">{t('none')}</Typography.Text>}
      {script?.sections.map(({ title, text, mandatory }) => (
        <div key={title + text} style={{ marginBlockEnd: 12 }}>
          <Flex gap={8} align="center">
            <Typography.Text strong>{title}</Typography.Text>
            {mandatory && <Tag color="orange">{t('mandatory')}</Tag>}
          </Flex>
          <Typography.Paragraph style={{ whiteSpace: 'pre-wrap', margin: 0 }}>{text}</Typography.Paragraph>
        </div>
      ))}
      {script && (
        <Typography.Text type="secondary">
          {t('version', { version: script.version })} ·{' '}
          {t('published', { by: script.publishedBy, at: formatTime(script.publishedAt, 'moment') })}
        </Typography.Text>
      )}
    </Card>
  );
}

import { UploadOutlined } from '@ant-design/icons';
import type { Prompt } from '@sibai/contracts';
import { formatDuration, Refused } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Flex, Typography, Upload } from 'antd';
import { useTranslation } from 'react-i18next';

import { QueryTable } from '../frame/query-table';
import { prompts, useUploadPrompt } from './flows';

export function PromptFiles({ edit }: { edit: boolean }) {
  const { t } = useTranslation('ivr');
  const { message } = App.useApp();
  const query = useQuery(prompts);
  const upload = useUploadPrompt();
  return (
    <>
      <Flex wrap justify="space-between" align="center" gap={12} style={{ marginBlockEnd: 12 }}>
        <Typography.Text type="secondary">{t('prompts.lead')}</Typography.Text>
        {edit && (
          <Upload
            accept=".wav,audio/wav,audio/x-wav"
            showUploadList={false}
            customRequest={({ file }) =>
              upload.mutate(file as File, {
                onSuccess: ({ name }) => void message.success(t('prompts.uploaded', { name })),
              })
            }
          >
            <Button icon={<UploadOutlined />} loading={upload.isPending}>
              {t('prompts.upload')}
            </Button>
          </Upload>
        )}
      </Flex>
      <Refused error={upload.error} />
      <QueryTable<Prompt>
        query={query}
        empty={t('prompts.empty')}
        columns={[
          { title: t('prompts.name'), dataIndex: 'name' },
          {
            title: t('prompts.seconds'),
            dataIndex: 'seconds',
            render: (seconds: number) => <span className="tabular">{formatDuration(seconds * 1000)}</span>,
          },
        ]}
      />
    </>
  );
}

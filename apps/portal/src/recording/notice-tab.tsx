import type { RecordingNotice, RecordingRules, SaveNotice } from '@sibai/contracts';
import { formatTime } from '@sibai/ui';
import { Button, Card, Flex, Form, Input, Table, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { FormModal } from '../frame/form-modal';
import { WordFields } from '../words/word-hints';
import { useSupersede } from './rules';

/** The notice in force, and those before it. */
export function NoticeTab({ rules: { notices } }: { rules: RecordingRules }) {
  const { t } = useTranslation('recording');
  const { t: frame } = useTranslation('frame');
  const [writing, setWriting] = useState(false);
  const save = useSupersede();
  const [now] = notices;
  return (
    <Flex vertical gap={16}>
      <Card
        title={t('rules.notice.now', { version: now?.version ?? 0 })}
        extra={
          <Button type="primary" onClick={() => setWriting(true)}>
            {t('rules.notice.change')}
          </Button>
        }
      >
        <Typography.Paragraph style={{ fontSize: 18, marginBlockEnd: 8 }}>{now?.text}</Typography.Paragraph>
        {now?.textEn && <Typography.Paragraph lang="en">{now.textEn}</Typography.Paragraph>}
        <Typography.Text type="secondary">{t('rules.notice.says')}</Typography.Text>
      </Card>
      <Table<RecordingNotice>
        rowKey="version"
        size="small"
        pagination={false}
        scroll={{ x: 'max-content' }}
        dataSource={notices}
        columns={[
          { title: t('rules.notice.version'), dataIndex: 'version', width: 80 },
          {
            title: t('rules.notice.text'),
            render: (_, { text, textEn }) => (
              <span style={{ display: 'block', minWidth: 220, whiteSpace: 'normal' }}>
                {text}
                {textEn && <small style={{ display: 'block' }}>{textEn}</small>}
              </span>
            ),
          },
          { title: t('rules.notice.by'), render: (_, { madeBy }) => madeBy ?? t('rules.notice.system') },
          { title: t('rules.notice.at'), render: (_, { at }) => <span className="tabular">{formatTime(at)}</span> },
        ]}
      />
      <FormModal<SaveNotice>
        title={t('rules.notice.change')}
        open={writing}
        initial={{ text: now?.text ?? '', textEn: now?.textEn ?? '' }}
        save={save}
        onClose={() => setWriting(false)}
      >
        <Form.Item
          name="text"
          label={t('rules.notice.text')}
          extra={t('rules.notice.hint')}
          rules={[{ required: true, min: 4, message: frame('required') }]}
        >
          <Input.TextArea maxLength={200} showCount autoSize={{ minRows: 2 }} />
        </Form.Item>
        <Form.Item name="textEn" label={t('rules.notice.english')} extra={t('rules.notice.englishHint')}>
          <Input.TextArea maxLength={300} autoSize={{ minRows: 2 }} />
        </Form.Item>
        <WordFields names={['text', 'textEn']} />
      </FormModal>
    </Flex>
  );
}

import { DownloadOutlined, UploadOutlined } from '@ant-design/icons';
import { WHAT_IF_TABLE, type WhatIfSource } from '@sibai/contracts';
import { Alert, Button, Card, Flex, Form, Input, Segmented, Typography, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { chinaDay, EXAMPLE } from './what-if';

interface Props {
  readonly onChange: (source: WhatIfSource | null) => void;
}

/** Which day is played: one of the tenant's own, or a table of calls. */
export function SourceCard({ onChange }: Props) {
  const { t } = useTranslation('whatIf');
  const [kind, setKind] = useState<WhatIfSource['kind']>('day');
  const [date, setDate] = useState(() => chinaDay(-1));
  const [file, setFile] = useState<{ name: string; text: string }>();
  const [today] = useState(() => chinaDay(0));
  const [tooLarge, setTooLarge] = useState(false);

  const tell = (next: WhatIfSource['kind'], day: string, table: typeof file): void => {
    if (next === 'day') onChange(day === '' ? null : { kind: 'day', date: day });
    else onChange(table ? { kind: 'table', text: table.text } : null);
  };
  const read = async (chosen: File): Promise<void> => {
    const text = await chosen.text();
    const fits = text.length <= WHAT_IF_TABLE;
    setTooLarge(!fits);
    const table = fits && text !== '' ? { name: chosen.name, text } : undefined;
    setFile(table);
    tell('table', date, table);
  };

  return (
    <Card title={t('source.title')}>
      <Flex vertical gap={16} align="flex-start">
        <Segmented<WhatIfSource['kind']>
          value={kind}
          options={[
            { value: 'day', label: t('source.day') },
            { value: 'table', label: t('source.table') },
          ]}
          onChange={(next) => {
            setKind(next);
            tell(next, date, file);
          }}
        />
        {kind === 'day' ? (
          <Form.Item label={t('source.date')} htmlFor="what-if-date" style={{ margin: 0 }}>
            <Input
              id="what-if-date"
              type="date"
              value={date}
              max={today}
              onChange={({ target }) => {
                setDate(target.value);
                tell('day', target.value, file);
              }}
            />
          </Form.Item>
        ) : (
          <>
            <Flex wrap gap={8} align="center">
              <Upload
                accept=".csv,.txt,text/csv"
                showUploadList={false}
                beforeUpload={(chosen) => {
                  void read(chosen);
                  return false;
                }}
              >
                <Button icon={<UploadOutlined />}>{t('source.pick')}</Button>
              </Upload>
              <Button
                type="link"
                icon={<DownloadOutlined />}
                href={`data:text/csv;charset=utf-8,${encodeURIComponent(`\uFEFF${EXAMPLE}`)}`}
                download="what-if.csv"
              >
                {t('source.template')}
              </Button>
              {file && (
                <span>{t('source.picked', { name: file.name, count: file.text.trim().split('\n').length - 1 })}</span>
              )}
            </Flex>
            {tooLarge && (
              <Alert type="error" showIcon title={t('source.tooLarge', { size: Math.round(WHAT_IF_TABLE / 1000) })} />
            )}
            <Typography.Text type="secondary">{t('source.hint')}</Typography.Text>
          </>
        )}
      </Flex>
    </Card>
  );
}

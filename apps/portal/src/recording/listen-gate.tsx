import { SoundOutlined } from '@ant-design/icons';
import { type Listen, LISTENING_PURPOSES } from '@sibai/contracts';
import { Refused, useSignedIn } from '@sibai/ui';
import { Button, Flex, Form, Input, Select, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { useListen } from './recordings';

interface Props {
  readonly id: string;
  /** What is heard, once a purpose was stated. */
  readonly children: (permit: string) => ReactNode;
}

/** Asks why before a recording is played; the answer goes on record. */
export function ListenGate({ id, children }: Props) {
  const { t } = useTranslation('recording');
  const { role } = useSignedIn().user;
  const listen = useListen(id);
  if (listen.data) return children(listen.data.permit);
  const purposes = LISTENING_PURPOSES.filter((purpose) => (purpose === 'support') === (role === 'operator'));
  return (
    <Form<Listen>
      layout="vertical"
      requiredMark={false}
      initialValues={role === 'operator' ? { purpose: 'support' } : {}}
      onFinish={(why) => listen.mutate(why)}
    >
      <Typography.Paragraph strong style={{ marginBlockEnd: 4 }}>
        {t('gate.title')}
      </Typography.Paragraph>
      <Typography.Paragraph type="secondary">{t('gate.hint')}</Typography.Paragraph>
      <Refused error={listen.error} />
      <Flex wrap gap={12} align="flex-end">
        <Form.Item
          name="purpose"
          label={t('gate.purpose')}
          rules={[{ required: true, message: t('gate.required') }]}
          style={{ flex: '1 1 160px', marginBlockEnd: 0 }}
        >
          <Select
            placeholder={t('gate.required')}
            options={purposes.map((value) => ({ value, label: t(`purpose.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="note" label={t('gate.note')} style={{ flex: '2 1 220px', marginBlockEnd: 0 }}>
          <Input maxLength={200} placeholder={t('gate.notePlaceholder')} />
        </Form.Item>
        <Button type="primary" htmlType="submit" icon={<SoundOutlined />} loading={listen.isPending}>
          {t('gate.submit')}
        </Button>
      </Flex>
    </Form>
  );
}

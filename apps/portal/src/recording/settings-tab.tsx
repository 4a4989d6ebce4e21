import type { RecordingRules, RecordingSettings } from '@sibai/contracts';
import { Refused } from '@sibai/ui';
import { App, Button, Card, Form, InputNumber, Select, Switch } from 'antd';
import { useTranslation } from 'react-i18next';

import { useSetSettings } from './rules';

const KEYS = [...'0123456789*#'];

/** When a recording is paused and for how long, the key to decline, and the audible mark. */
export function SettingsTab({ rules: { settings } }: { rules: RecordingRules }) {
  const { t } = useTranslation('recording');
  const { t: frame } = useTranslation('frame');
  const { message } = App.useApp();
  const [form] = Form.useForm<RecordingSettings>();
  const save = useSetSettings();
  const marked = Form.useWatch('watermark', form) ?? settings.watermark;
  const number = (name: keyof RecordingSettings, min: number, max: number, unit: 'seconds' | 'times' | 'digits') => (
    <Form.Item
      name={name}
      label={t(`rules.settings.${name}`)}
      extra={t(`rules.hint.${name}`)}
      rules={[{ required: true, message: frame('required') }]}
    >
      <InputNumber min={min} max={max} precision={0} suffix={t(`rules.unit.${unit}`)} style={{ width: 200 }} />
    </Form.Item>
  );
  return (
    <Card style={{ maxWidth: 720 }}>
      <Refused error={save.error} />
      <Form
        form={form}
        layout="vertical"
        initialValues={settings}
        onFinish={(next) =>
          save.mutate({ ...settings, ...next }, { onSuccess: () => void message.success(frame('saved')) })
        }
      >
        <Form.Item name="optOutKey" label={t('rules.settings.optOutKey')} extra={t('rules.hint.optOutKey')}>
          <Select style={{ width: 200 }} options={KEYS.map((value) => ({ value, label: value }))} />
        </Form.Item>
        {number('pauseSeconds', 5, 600, 'seconds')}
        {number('pauseCount', 0, 50, 'times')}
        {number('pauseTotal', 5, 3600, 'seconds')}
        <Form.Item name="cardDigits" label={t('rules.settings.cardDigits')} extra={t('rules.hint.cardDigits')}>
          <Select
            style={{ width: 200 }}
            options={[0, ...Array.from({ length: 16 }, (_, i) => i + 4)].map((value) => ({
              value,
              label: value === 0 ? t('rules.never') : `${value} ${t('rules.unit.digits')}`,
            }))}
          />
        </Form.Item>
        <Form.Item
          name="watermark"
          label={t('rules.settings.watermark')}
          extra={t('rules.hint.watermark')}
          valuePropName="checked"
        >
          <Switch />
        </Form.Item>
        <div hidden={!marked}>{number('watermarkSeconds', 2, 60, 'seconds')}</div>
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {frame('action.save')}
        </Button>
      </Form>
    </Card>
  );
}

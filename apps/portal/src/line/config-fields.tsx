import { Codecs, CODECS, DTMF_MODES } from '@sibai/contracts';
import { Checkbox, Form, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';

/** How many calls, how they sound, and how their keys come. */
export function MediaFields() {
  const { t } = useTranslation('line');
  return (
    <>
      <Form.Item
        name="codecs"
        label={t('config.codecs')}
        extra={t('config.codecsHint')}
        rules={[
          {
            validator: (_rule, chosen: unknown) =>
              Codecs.safeParse(chosen).success ? Promise.resolve() : Promise.reject(new Error(t('config.codecsNeed'))),
          },
        ]}
      >
        <Checkbox.Group options={CODECS.map((value) => ({ value, label: t(`config.${value}`) }))} />
      </Form.Item>
      <Form.Item name="dtmf" label={t('config.dtmf')} extra={t('config.dtmfHint')}>
        <Select options={DTMF_MODES.map((value) => ({ value, label: t(`config.${value}`) }))} style={{ width: 200 }} />
      </Form.Item>
    </>
  );
}

export function ConcurrencyField({ max }: { max?: number | undefined }) {
  const { t } = useTranslation('line');
  const { t: frame } = useTranslation('frame');
  return (
    <Form.Item
      name="concurrency"
      label={t('config.concurrency')}
      extra={max === undefined ? t('config.concurrencyHint') : t('wizard.bought', { count: max })}
      rules={[{ required: true, message: frame('required') }]}
    >
      <InputNumber min={1} max={max ?? 2000} precision={0} style={{ width: 160 }} />
    </Form.Item>
  );
}

import { Form, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';

interface Props {
  readonly name: (string | number)[];
  readonly label: string;
  readonly hint?: string;
  readonly min: number;
  readonly max: number;
  readonly optional?: boolean;
  readonly placeholder?: string;
}

/** A number of seconds. */
export function Seconds({ name, label, hint, min, max, optional = false, placeholder }: Props) {
  const { t } = useTranslation('acd');
  const { t: frame } = useTranslation('frame');
  return (
    <Form.Item
      name={name}
      label={label}
      {...(hint !== undefined && { extra: hint })}
      style={{ maxWidth: 280 }}
      rules={optional ? [] : [{ required: true, message: frame('required') }]}
    >
      <InputNumber
        min={min}
        max={max}
        precision={0}
        suffix={t('group.unit')}
        style={{ width: 160 }}
        {...(placeholder !== undefined && { placeholder })}
      />
    </Form.Item>
  );
}

import { type FlowSummary, type Line, SaveLine, type Trunk } from '@sibai/contracts';
import { formatNumber } from '@sibai/ui';
import { Form, Input, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { FormModal } from '../frame/form-modal';
import { useSaveLine } from './lines';

interface Props {
  readonly edited: Line | 'new' | null;
  readonly trunks: readonly Trunk[];
  readonly flows: readonly FlowSummary[];
  readonly onClose: () => void;
}

const digits = (typed: string | undefined): string => typed?.replace(/[\s-]/g, '') ?? '';
const NEW = { concurrency: 10 };

export function LineForm({ edited, trunks, flows, onClose }: Props) {
  const { t } = useTranslation('trunk');
  const { t: frame } = useTranslation('frame');
  const line = edited === 'new' ? null : edited;
  const save = useSaveLine(line?.id ?? null);
  const required = [{ required: true, message: frame('required') }];
  return (
    <FormModal<SaveLine>
      title={line ? t('line.edit') : t('line.create')}
      open={edited !== null}
      initial={line ? fieldsOf(line) : NEW}
      save={{ ...save, mutateAsync: (typed) => save.mutateAsync({ ...typed, number: digits(typed.number) }) }}
      onClose={onClose}
    >
      <Form.Item
        name="number"
        label={t('line.number')}
        extra={t('line.numberHint')}
        required
        validateTrigger="onBlur"
        rules={[
          {
            validator: (_rule, typed?: string) =>
              SaveLine.shape.number.safeParse(digits(typed)).success
                ? Promise.resolve()
                : Promise.reject(new Error(t('line.badNumber'))),
          },
        ]}
      >
        <Input inputMode="tel" placeholder="400-800-1234" maxLength={16} />
      </Form.Item>
      <Form.Item
        name="name"
        label={t('line.name')}
        rules={[{ required: true, whitespace: true, message: frame('required') }]}
      >
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item
        name="trunkId"
        label={t('line.trunk')}
        rules={required}
        extra={trunks.length === 0 ? t('line.needTrunk') : undefined}
      >
        <Select options={trunks.map(({ id, name }) => ({ value: id, label: name }))} />
      </Form.Item>
      <Form.Item
        name="flowId"
        label={t('line.flow')}
        rules={required}
        extra={flows.length === 0 ? t('line.needFlow') : undefined}
      >
        <Select options={flows.map(({ id, name, version }) => ({ value: id, label: `${name} · v${version}` }))} />
      </Form.Item>
      <Form.Item name="concurrency" label={t('line.concurrency')} extra={t('line.concurrencyHint')} rules={required}>
        <InputNumber min={1} max={2000} precision={0} style={{ width: 160 }} />
      </Form.Item>
    </FormModal>
  );
}

const fieldsOf = ({ number, name, trunkId, flowId, concurrency }: Line): SaveLine => ({
  number: formatNumber(number),
  name,
  trunkId,
  flowId,
  concurrency,
});

import { type FlowSummary, type Line, LINE_TYPES, SaveLine, type Trunk } from '@sibai/contracts';
import { formatNumber } from '@sibai/ui';
import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type * as z from 'zod';

import { FormModal } from '../frame/form-modal';
import { ConcurrencyField, MediaFields } from '../line/config-fields';
import { WordFields } from '../words/word-hints';
import { useSaveLine } from './lines';

interface Props {
  readonly edited: Line | 'new' | null;
  readonly trunks: readonly Trunk[];
  readonly flows: readonly FlowSummary[];
  readonly onClose: () => void;
}

type Typed = z.input<typeof SaveLine>;

const digits = (typed: string | undefined): string => typed?.replace(/[\s-]/g, '') ?? '';
const NEW: Partial<Typed> = {
  lineType: 'sip_trunk',
  concurrency: 100,
  codecs: ['alaw', 'ulaw', 'g729'],
  dtmf: 'rfc4733',
};

export function LineForm({ edited, trunks, flows, onClose }: Props) {
  const { t } = useTranslation('trunk');
  const { t: text } = useTranslation('line');
  const { t: frame } = useTranslation('frame');
  const line = edited === 'new' ? null : edited;
  const save = useSaveLine(line?.id ?? null);
  const required = [{ required: true, message: frame('required') }];
  const toWire = ({ trunkId, ...typed }: Typed): Typed => ({
    ...typed,
    number: digits(typed.number),
    trunkId: typed.lineType === 'cloud' ? null : (trunkId ?? null),
  });
  return (
    <FormModal<Typed>
      title={line ? t('line.edit') : t('line.create')}
      open={edited !== null}
      initial={line ? fieldsOf(line) : NEW}
      save={{ ...save, mutateAsync: (typed) => save.mutateAsync(toWire(typed)) }}
      onClose={onClose}
    >
      <Form.Item
        name="number"
        label={t('line.number')}
        extra={line ? undefined : t('line.numberHint')}
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
        <Input inputMode="tel" placeholder="400-800-1234" maxLength={16} disabled={line !== null} />
      </Form.Item>
      <Form.Item
        name="name"
        label={t('line.name')}
        rules={[{ required: true, whitespace: true, message: frame('required') }]}
      >
        <Input maxLength={40} />
      </Form.Item>
      <WordFields names={['name']} />
      <Form.Item name="lineType" label={text('config.lineType')}>
        <Select options={LINE_TYPES.map((value) => ({ value, label: text(`config.${value}`) }))} />
      </Form.Item>
      <Form.Item noStyle dependencies={['lineType']}>
        {({ getFieldValue }) =>
          getFieldValue('lineType') === 'sip_trunk' && (
            <Form.Item
              name="trunkId"
              label={t('line.trunk')}
              rules={required}
              extra={trunks.length === 0 ? t('line.needTrunk') : text('config.shared')}
            >
              <Select options={trunks.map(({ id, name }) => ({ value: id, label: name }))} />
            </Form.Item>
          )
        }
      </Form.Item>
      <Form.Item
        name="flowId"
        label={t('line.flow')}
        rules={required}
        extra={flows.length === 0 ? t('line.needFlow') : undefined}
      >
        <Select options={flows.map(({ id, name, version }) => ({ value: id, label: `${name} · v${version}` }))} />
      </Form.Item>
      <ConcurrencyField />
      <MediaFields />
    </FormModal>
  );
}

const fieldsOf = ({ number, name, lineType, trunkId, flowId, concurrency, codecs, dtmf }: Line): Typed => ({
  ...{ number: formatNumber(number), name, lineType, flowId, concurrency, codecs, dtmf },
  ...(lineType === 'sip_trunk' && { trunkId }),
});

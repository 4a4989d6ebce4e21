import { LEGAL_HOLD_KINDS, type PlaceHold } from '@sibai/contracts';
import { useQuery } from '@tanstack/react-query';
import { DatePicker, Form, Input, Radio, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';

import { groups } from '../acd/groups';
import { FormModal } from '../frame/form-modal';
import { usePlaceHold } from './retention';

interface Typed {
  readonly kind: PlaceHold['kind'];
  readonly callId: string;
  readonly caller: string;
  readonly groupId: string;
  readonly period: [Dayjs, Dayjs];
  readonly reason: string;
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

export function HoldForm({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation('retention');
  const { t: frame } = useTranslation('frame');
  const place = usePlaceHold();
  const need = { required: true, message: frame('required') };
  const mutateAsync = ({ kind, callId, caller, groupId, period, reason }: Typed) => {
    const by = {
      call: () => ({ callId: callId.trim() }),
      caller: () => ({ caller: caller.trim() }),
      group: () => ({ groupId }),
      period: () => ({ from: period[0].toISOString(), to: period[1].toISOString() }),
    }[kind]();
    return place.mutateAsync({ kind, reason, ...by } as PlaceHold);
  };
  return (
    <FormModal<Typed>
      title={t('hold.add')}
      open={open}
      initial={{ kind: 'caller' }}
      save={{ ...place, mutateAsync }}
      onClose={onClose}
    >
      <Form.Item name="kind" label={t('hold.kind')}>
        <Radio.Group
          optionType="button"
          options={LEGAL_HOLD_KINDS.map((value) => ({ value, label: t(`hold.kinds.${value}`) }))}
        />
      </Form.Item>
      <Form.Item noStyle dependencies={['kind']}>
        {({ getFieldValue }) => {
          switch (getFieldValue('kind') as Typed['kind']) {
            case 'call':
              return (
                <Form.Item
                  name="callId"
                  label={t('hold.callId')}
                  extra={t('hold.callHint')}
                  rules={[need, { pattern: UUID, transform: (id: string) => id.trim(), message: t('hold.callBad') }]}
                >
                  <Input autoComplete="off" spellCheck={false} />
                </Form.Item>
              );
            case 'caller':
              return (
                <Form.Item
                  name="caller"
                  label={t('hold.caller')}
                  rules={[need, { pattern: /^\+?\d[\d -]{4,19}$/, message: t('hold.callerBad') }]}
                >
                  <Input inputMode="tel" autoComplete="off" />
                </Form.Item>
              );
            case 'group':
              return (
                <Form.Item name="groupId" label={t('hold.group')} rules={[need]}>
                  <GroupSelect />
                </Form.Item>
              );
            case 'period':
              return (
                <Form.Item name="period" label={t('hold.period')} rules={[need]}>
                  <DatePicker.RangePicker
                    showTime={{ format: 'HH:mm' }}
                    format="YYYY-MM-DD HH:mm"
                    style={{ width: '100%' }}
                  />
                </Form.Item>
              );
          }
        }}
      </Form.Item>
      <Form.Item
        name="reason"
        label={t('hold.reason')}
        extra={t('hold.reasonHint')}
        rules={[{ ...need, whitespace: true, min: 2 }]}
      >
        <Input.TextArea rows={2} maxLength={300} />
      </Form.Item>
    </FormModal>
  );
}

function GroupSelect(props: { value?: string; onChange?: (id: string) => void }) {
  const { data, isPending } = useQuery(groups);
  return (
    <Select
      {...props}
      loading={isPending}
      showSearch={{ optionFilterProp: 'label' }}
      options={(data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
}

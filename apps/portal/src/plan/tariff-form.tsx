import { MinusCircleOutlined, PlusOutlined } from '@ant-design/icons';
import { ACCESS_KINDS, ADD_ONS, PERIODS, type TariffTerms } from '@sibai/billing';
import type { Tariff } from '@sibai/contracts';
import { Button, DatePicker, Divider, Flex, Form, Input, InputNumber, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';

import { FormModal } from '../frame/form-modal';
import styles from './plan.module.css';
import { usePublishTariff } from './plans';

interface Typed {
  readonly code: string;
  readonly from: Dayjs;
  readonly terms: TariffTerms;
}

const BLANK: TariffTerms = {
  name: { zh: '', en: '' },
  summary: { zh: '', en: '' },
  access: 'cloud',
  baseFen: 0,
  setupFen: 0,
  floorFen: 0,
  includedMinutes: 0,
  minutePrices: [{ fromMinute: 0, li: 150 }],
  concurrency: { included: 10, min: 1, max: 100, fenEach: 1000 },
  seats: { included: 5, min: 1, max: 100, fenEach: 5000 },
  addOns: { ivr: 0 },
  periods: ['month', 'year'],
  yearMonths: 10,
  minimumMonths: 3,
};

/** A new version of a tariff, or a new tariff. What is published cannot be changed, only followed by another version. */
export function TariffForm({ from, onClose }: { from: Tariff | 'new' | null; onClose: () => void }) {
  const { t } = useTranslation('plan');
  const { t: frame } = useTranslation('frame');
  const publish = usePublishTariff();
  const base = from === 'new' || from === null ? null : from;
  const save = {
    ...publish,
    mutateAsync: ({ code, from: begins, terms }: Typed) =>
      publish.mutateAsync({
        code,
        effectiveFrom: begins.toISOString(),
        terms: {
          ...terms,
          addOns: Object.fromEntries(Object.entries(terms.addOns).filter(([, fen]) => typeof fen === 'number')),
        },
      }),
  };
  const required = [{ required: true, message: frame('required') }];
  const money = (name: string[], label: string) => (
    <Form.Item name={name} label={label} rules={required}>
      <InputNumber min={0} precision={0} suffix={t('operate.fen')} />
    </Form.Item>
  );
  const count = (name: string[], label: string) => (
    <Form.Item name={name} label={label} rules={required}>
      <InputNumber min={0} precision={0} />
    </Form.Item>
  );
  return (
    <FormModal<Typed>
      title={base ? t('operate.nextOf', { name: base.terms.name.zh, version: base.version + 1 }) : t('operate.create')}
      open={from !== null}
      initial={{ code: base?.code ?? '', from: dayjs().add(5, 'minute'), terms: base?.terms ?? BLANK }}
      save={save as never}
      onClose={onClose}
      width={760}
    >
      <div className={styles.grid}>
        <Form.Item
          name="code"
          label={t('operate.code')}
          rules={[...required, { pattern: /^[a-z][a-z0-9_]{1,30}$/, message: t('operate.codeRule') }]}
        >
          <Input disabled={base !== null} />
        </Form.Item>
        <Form.Item name="from" label={t('operate.from')} rules={required}>
          <DatePicker showTime style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name={['terms', 'name', 'zh']} label={t('operate.nameZh')} rules={required}>
          <Input maxLength={30} />
        </Form.Item>
        <Form.Item name={['terms', 'name', 'en']} label={t('operate.nameEn')} rules={required}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name={['terms', 'summary', 'zh']} label={t('operate.summaryZh')}>
          <Input maxLength={120} />
        </Form.Item>
        <Form.Item name={['terms', 'summary', 'en']} label={t('operate.summaryEn')}>
          <Input maxLength={240} />
        </Form.Item>
        <Form.Item name={['terms', 'access']} label={t('operate.access')} rules={required}>
          <Select options={ACCESS_KINDS.map((value) => ({ value, label: t(`access.${value}`) }))} />
        </Form.Item>
        <Form.Item name={['terms', 'periods']} label={t('period.label')} rules={required}>
          <Select mode="multiple" options={PERIODS.map((value) => ({ value, label: t(`period.${value}`) }))} />
        </Form.Item>
        {money(['terms', 'baseFen'], t('item.base'))}
        {money(['terms', 'setupFen'], t('item.setup'))}
        {money(['terms', 'floorFen'], t('operate.floor'))}
        {count(['terms', 'includedMinutes'], t('operate.includedMinutes'))}
        {count(['terms', 'yearMonths'], t('operate.yearMonths'))}
        {count(['terms', 'minimumMonths'], t('operate.minimumMonths'))}
      </div>
      <Divider titlePlacement="start">{t('operate.minutePrices')}</Divider>
      <Form.List name={['terms', 'minutePrices']}>
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <Flex key={key} gap={8} align="baseline" wrap>
                <Form.Item name={[name, 'fromMinute']} label={t('operate.fromMinute')} rules={required}>
                  <InputNumber min={0} precision={0} disabled={name === 0} />
                </Form.Item>
                <Form.Item name={[name, 'li']} label={t('operate.li')} rules={required}>
                  <InputNumber min={0} precision={0} suffix={t('operate.liUnit')} style={{ width: 150 }} />
                </Form.Item>
                {name > 0 && (
                  <Button
                    type="text"
                    icon={<MinusCircleOutlined />}
                    aria-label={frame('action.remove')}
                    onClick={() => remove(name)}
                  />
                )}
              </Flex>
            ))}
            <Button type="dashed" icon={<PlusOutlined />} onClick={() => add({ fromMinute: 10_000, li: 100 })}>
              {t('operate.addTier')}
            </Button>
          </>
        )}
      </Form.List>
      {(['concurrency', 'seats'] as const).map((name) => (
        <div key={name}>
          <Divider titlePlacement="start">{t(`item.${name}`)}</Divider>
          <div className={styles.grid}>
            {count(['terms', name, 'included'], t('operate.included'))}
            {count(['terms', name, 'min'], t('operate.min'))}
            {count(['terms', name, 'max'], t('operate.max'))}
            {money(['terms', name, 'fenEach'], t('operate.each'))}
          </div>
        </div>
      ))}
      <Divider titlePlacement="start">{t('addOns')}</Divider>
      <p>{t('operate.addOnsHint')}</p>
      <div className={styles.grid}>
        {ADD_ONS.map((name) => (
          <Form.Item key={name} name={['terms', 'addOns', name]} label={t(`item.${name}`)}>
            <InputNumber min={0} precision={0} suffix={t('operate.fen')} />
          </Form.Item>
        ))}
      </div>
    </FormModal>
  );
}

import { OUTCOMES } from '@sibai/contracts';
import { Button, DatePicker, Flex, Input, Select } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { type CallFilter, type Outcome, paramsOf } from './calls';
import { momentOf, wallClock } from './china-time';

const NONE: CallFilter = { q: '', outcome: null, from: null, to: null };

export function CallFilters({ filter, onChange }: { filter: CallFilter; onChange: (filter: CallFilter) => void }) {
  const { t } = useTranslation('cdr');
  const { t: frame } = useTranslation('frame');
  // What is being typed; the address holds what is searched for.
  const [typed, setTyped] = useState(filter.q);

  return (
    <Flex wrap gap={8} style={{ marginBlockEnd: 16 }} role="search">
      <Input.Search
        allowClear
        value={typed}
        placeholder={t('list.search')}
        aria-label={t('list.search')}
        style={{ width: 220 }}
        onChange={({ target }) => {
          setTyped(target.value);
          if (target.value === '') onChange({ ...filter, q: '' });
        }}
        onSearch={(q) => onChange({ ...filter, q })}
      />
      <Select<Outcome | 'any'>
        value={filter.outcome ?? 'any'}
        aria-label={t('list.outcome')}
        style={{ width: 140 }}
        onChange={(outcome) => onChange({ ...filter, outcome: outcome === 'any' ? null : outcome })}
        options={[
          { value: 'any', label: t('list.anyOutcome') },
          ...OUTCOMES.map((value) => ({ value, label: t(`outcome.${value}`) })),
        ]}
      />
      <DatePicker.RangePicker
        showTime={{ format: 'HH:mm', defaultValue: [dayjs().startOf('day'), dayjs().endOf('day')] }}
        format="YYYY-MM-DD HH:mm"
        allowEmpty={[true, true]}
        placeholder={[t('list.from'), t('list.to')]}
        value={[filter.from ? wallClock(filter.from) : null, filter.to ? wallClock(filter.to) : null]}
        onChange={(range) => {
          const [from, to] = range ?? [null, null];
          onChange({ ...filter, from: from ? momentOf(from) : null, to: to ? momentOf(to) : null });
        }}
      />
      {paramsOf(filter).size > 0 && (
        <Button
          type="text"
          onClick={() => {
            setTyped('');
            onChange(NONE);
          }}
        >
          {frame('action.clear')}
        </Button>
      )}
    </Flex>
  );
}

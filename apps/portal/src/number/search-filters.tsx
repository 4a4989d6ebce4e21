import { FilterOutlined } from '@ant-design/icons';
import { CARRIERS } from '@sibai/contracts';
import { type Shape, SHAPES, TIERS, type TierId } from '@sibai/numbers';
import { language } from '@sibai/ui';
import { Button, Grid, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';

import styles from './number.module.css';
import { NO_WISH, paramsOf, PRICES, type Wish } from './numbers';

interface Props {
  readonly wish: Wish;
  readonly onChange: (wish: Wish) => void;
}

/** What narrows a search, as chips that are on or off. */
export function SearchFilters({ wish, onChange }: Props) {
  const { t } = useTranslation('number');
  const inChinese = language() === 'zh-CN';
  const set = (change: Partial<Wish>) => onChange({ ...wish, ...change });
  const toggled = <T,>(list: readonly T[], item: T, on: boolean) =>
    on ? [...list, item] : list.filter((each) => each !== item);
  const narrowed = paramsOf({ ...wish, q: '' }).size;
  // On a telephone the numbers come first.
  const wide = Grid.useBreakpoint().md ?? true;
  const [opened, setOpened] = useState(false);
  if (!wide && !opened)
    return (
      <Button
        className={styles.unfold ?? ''}
        icon={<FilterOutlined />}
        onClick={() => setOpened(true)}
        aria-expanded={false}
      >
        {t('search.filters')}
        {narrowed > 0 && ` · ${narrowed}`}
      </Button>
    );

  return (
    <div className={styles.filters} aria-label={t('search.filters')} role="group">
      <Chips label={t('search.shapes')}>
        {SHAPES.map(({ id, zh, en }) => (
          <Chip
            key={id}
            on={wish.shapes.includes(id)}
            onChange={(on) => set({ shapes: toggled<Shape>(wish.shapes, id, on) })}
          >
            {inChinese ? zh : en}
            {/^[A-Z]+$/.test(id) && <small>{id}</small>}
          </Chip>
        ))}
        <Chip on={wish.sounds} onChange={(sounds) => set({ sounds })}>
          {t('search.sounds')}
        </Chip>
        <Chip on={wish.no4} onChange={(no4) => set({ no4 })}>
          {t('search.no4')}
        </Chip>
      </Chips>
      <Chips label={t('search.price')}>
        {PRICES.map((yuan) => (
          <Chip key={yuan} on={wish.maxYuan === yuan} onChange={(on) => set({ maxYuan: on ? yuan : null })}>
            {t('search.upTo', { yuan })}
          </Chip>
        ))}
        <Select<TierId[]>
          mode="multiple"
          allowClear
          size="small"
          value={[...wish.tiers]}
          onChange={(tiers) => set({ tiers })}
          placeholder={t('search.anyTier')}
          aria-label={t('search.tiers')}
          maxTagCount="responsive"
          style={{ minWidth: 150 }}
          options={TIERS.map(({ id, zh, en }) => ({ value: id, label: inChinese ? zh : en }))}
        />
      </Chips>
      <Chips label={t('search.carriers')}>
        {CARRIERS.map((carrier) => (
          <Chip
            key={carrier}
            on={wish.carriers.includes(carrier)}
            onChange={(on) => set({ carriers: toggled(wish.carriers, carrier, on) })}
          >
            {t(`carrier.${carrier}`)}
          </Chip>
        ))}
        <Chip on={wish.held} onChange={(held) => set({ held })}>
          {t('search.held')}
        </Chip>
        {narrowed > 0 && (
          <Button type="link" size="small" onClick={() => onChange({ ...NO_WISH, q: wish.q })}>
            {t('search.clear')}
          </Button>
        )}
        {!wide && (
          <Button type="link" size="small" onClick={() => setOpened(false)}>
            {t('search.fold')}
          </Button>
        )}
      </Chips>
    </div>
  );
}

function Chips({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles.chips}>
      <span className={styles.chipsLabel}>{label}</span>
      <div>{children}</div>
    </div>
  );
}

function Chip({ on, onChange, children }: { on: boolean; onChange: (on: boolean) => void; children: ReactNode }) {
  return (
    <button type="button" className={styles.chip} aria-pressed={on} onClick={() => onChange(!on)}>
      {children}
    </button>
  );
}

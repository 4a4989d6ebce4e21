import { ADD_ONS, type AddOn, type Period } from '@sibai/billing';
import type { Tariff } from '@sibai/contracts';
import { Loading } from '@sibai/ui';
import { Checkbox, Collapse, Form, InputNumber, Segmented, Slider, Statistic } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { OfferList } from './offer-list';
import styles from './plan.module.css';
import { type Need, needOf, type Offer, offers, type Traffic, TYPICAL } from './traffic';

const CostChart = lazy(async () => ({ default: (await import('./cost-chart')).CostChart }));

interface Props {
  readonly tariffs: readonly Tariff[];
  /** The fee of the number in mind, a month. */
  readonly numberFen: number;
  /** Takes an offer; without it the offers are only looked at. */
  readonly onTake?: (offer: Offer) => void;
}

/** From traffic as a person knows it to lines, agents, and what each tariff would cost in a year. */
export function Calculator({ tariffs, numberFen, onTake }: Props) {
  const { t } = useTranslation('plan');
  const [traffic, setTraffic] = useState(TYPICAL);
  const [period, setPeriod] = useState<Period>('year');
  const [addOns, setAddOns] = useState<AddOn[]>(['ivr', 'recording']);
  const need = needOf(traffic);
  const found = offers(tariffs, need, { period, addOns, numberFen });

  return (
    <div className={styles.calculator}>
      <Form layout="vertical" className={styles.inputs ?? ''}>
        <TrafficFields traffic={traffic} onChange={setTraffic} />
        <Form.Item label={t('period.label')}>
          <Segmented<Period>
            block
            value={period}
            onChange={setPeriod}
            options={[
              { value: 'year', label: t('period.year') },
              { value: 'month', label: t('period.month') },
            ]}
          />
        </Form.Item>
        <Form.Item label={t('addOns')} style={{ marginBlockEnd: 0 }}>
          <Checkbox.Group
            value={addOns}
            onChange={setAddOns}
            options={ADD_ONS.map((value) => ({ value, label: t(`item.${value}`) }))}
          />
        </Form.Item>
      </Form>
      <div className={styles.results}>
        <Needs need={need} />
        <OfferList offers={found} all={tariffs} need={need} {...(onTake && { onTake })} />
        {found.length > 0 && (
          <Suspense fallback={<Loading />}>
            <CostChart offers={found} need={need} numberFen={numberFen} />
          </Suspense>
        )}
      </div>
    </div>
  );
}

const MORE = {
  daysAMonth: { min: 1, max: 31, step: 1 },
  beforeMinutes: { min: 0, max: 30, step: 0.5 },
  wrapUpMinutes: { min: 0, max: 30, step: 0.5 },
  busyHourPercent: { min: 5, max: 100, step: 1 },
  carrierYuan: { min: 0, max: 2, step: 0.01 },
} as const;

function TrafficFields({ traffic, onChange }: { traffic: Traffic; onChange: (traffic: Traffic) => void }) {
  const { t } = useTranslation('plan');
  const set = (name: keyof Traffic) => (value: number | null) =>
    value !== null && onChange({ ...traffic, [name]: value });
  return (
    <>
      <Form.Item label={t('traffic.callsADay')} htmlFor="callsADay">
        <div className={styles.slide}>
          <Slider
            min={0}
            max={5000}
            step={10}
            value={traffic.callsADay}
            onChange={set('callsADay')}
            tooltip={{ open: false }}
          />
          <InputNumber id="callsADay" min={0} max={100_000} value={traffic.callsADay} onChange={set('callsADay')} />
        </div>
      </Form.Item>
      <Form.Item label={t('traffic.talkMinutes')} htmlFor="talkMinutes">
        <div className={styles.slide}>
          <Slider
            min={0.5}
            max={20}
            step={0.5}
            value={traffic.talkMinutes}
            onChange={set('talkMinutes')}
            tooltip={{ open: false }}
          />
          <InputNumber
            id="talkMinutes"
            min={0.1}
            max={120}
            step={0.5}
            value={traffic.talkMinutes}
            onChange={set('talkMinutes')}
          />
        </div>
      </Form.Item>
      <Collapse
        ghost
        size="small"
        className={styles.more ?? ''}
        items={[
          {
            key: 'more',
            label: t('traffic.more'),
            children: Object.entries(MORE).map(([name, bounds]) => (
              <label key={name} className={styles.field}>
                <span>{t(`traffic.${name as keyof typeof MORE}`)}</span>
                <InputNumber
                  {...bounds}
                  value={traffic[name as keyof typeof MORE]}
                  onChange={set(name as keyof Traffic)}
                />
              </label>
            )),
          },
        ]}
      />
    </>
  );
}

const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;

function Needs({ need }: { need: Need }) {
  const { t } = useTranslation('plan');
  return (
    <div className={styles.needs}>
      <div>
        <Statistic title={t('need.concurrency')} value={need.concurrency} suffix={t('need.lines')} />
        <small>
          {t('need.concurrencyWhy', { erlangs: need.lineErlangs.toFixed(1), blocking: percent(need.blocking) })}
        </small>
      </div>
      <div>
        <Statistic title={t('need.agents')} value={need.agents} suffix={t('need.people')} />
        <small>
          {t('need.agentsWhy', {
            level: percent(need.serviceLevel),
            asa: Math.round(need.answerSeconds),
            occupancy: percent(need.occupancy),
          })}
        </small>
      </div>
      <div>
        <Statistic title={t('need.minutes')} value={need.minutesAMonth} suffix={t('need.minutesUnit')} />
        <small>{t('need.minutesWhy')}</small>
      </div>
    </div>
  );
}

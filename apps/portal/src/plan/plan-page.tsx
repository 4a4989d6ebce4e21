import { ADD_ONS, PERIODS, planFaults, type PlanTerms, quote } from '@sibai/billing';
import type { MyNumber, Tariff } from '@sibai/contracts';
import { formatYuan, PhoneNumber, Refused } from '@sibai/ui';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Alert, App, Button, Card, Checkbox, Form, InputNumber, Segmented, Tabs } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';

import { Page } from '../frame/page';
import { myNumbers } from '../number/numbers';
import { Calculator } from './calculator';
import styles from './plan.module.css';
import { plans, tariffs, useChoosePlan } from './plans';
import { QuoteTable } from './quote-table';
import { TariffCards } from './tariff-cards';

/** The wizard's plan: work out the need or read the list, set the amounts, see every fee, choose. */
export function PlanPage() {
  const { t } = useTranslation('plan');
  const { data: offered } = useSuspenseQuery(tariffs);
  const { data: mine } = useSuspenseQuery(plans);
  const current = mine.chosen ?? mine.active[0] ?? null;
  const [draft, setDraft] = useState<{ tariff: Tariff; plan: PlanTerms } | null>(() => {
    const tariff = offered.find(({ id }) => id === current?.tariff.id);
    return tariff && current ? { tariff, plan: current.terms } : null;
  });
  const { data: own } = useSuspenseQuery(myNumbers);
  const quoted = current?.quote.lines.find(({ item }) => item === 'number');
  // Before anything is chosen there is no quote yet, but there may be a number.
  const held = nextNumber(own.numbers);
  const number = current?.number ?? held?.number ?? null;
  const numberFen = quoted?.unitFen ?? (current?.number ? 0 : (held?.priceFen ?? 0));

  const take = (tariff: Tariff, plan: PlanTerms) => {
    setDraft({ tariff, plan });
    requestAnimationFrame(() => document.getElementById('your-plan')?.scrollIntoView({ behavior: 'smooth' }));
  };
  return (
    <Page title={t('page.title')} lead={t('page.lead')}>
      <Tabs
        items={[
          {
            key: 'list',
            label: t('page.list'),
            children: (
              <TariffCards
                tariffs={offered}
                chosen={draft?.tariff.id}
                action={t('page.choose')}
                onChoose={(tariff) => take(tariff, fitting(tariff, draft?.plan))}
              />
            ),
          },
          {
            key: 'calculator',
            label: t('calculator.title'),
            children: (
              <Calculator tariffs={offered} numberFen={numberFen} onTake={(offer) => take(offer.tariff, offer.plan)} />
            ),
          },
        ]}
      />
      {draft && <YourPlan draft={draft} numberFen={numberFen} number={number} onChange={setDraft} />}
    </Page>
  );
}

/** The number a plan would be for: the one held longest, else the one there is. */
function nextNumber(numbers: readonly MyNumber[]): MyNumber | undefined {
  const held = numbers.flatMap((each) => (each.hold ? [{ each, until: Date.parse(each.hold.until) }] : []));
  return held.toSorted((a, b) => b.until - a.until)[0]?.each ?? numbers[0];
}

/** What was typed, within the bounds of another tariff. */
function fitting({ terms }: Tariff, before?: PlanTerms): PlanTerms {
  const within = (value: number, { min, max }: { min: number; max: number }) => Math.min(max, Math.max(min, value));
  return {
    period: before && terms.periods.includes(before.period) ? before.period : (terms.periods.at(-1) ?? 'month'),
    concurrency: within(before?.concurrency ?? terms.concurrency.included, terms.concurrency),
    seats: within(before?.seats ?? terms.seats.included, terms.seats),
    addOns: ADD_ONS.filter(
      (name) => terms.addOns[name] === 0 || (terms.addOns[name] !== undefined && before?.addOns.includes(name)),
    ),
  };
}

interface Draft {
  readonly tariff: Tariff;
  readonly plan: PlanTerms;
}

interface YourPlanProps {
  readonly draft: Draft;
  readonly numberFen: number;
  readonly number: string | null;
  readonly onChange: (draft: Draft) => void;
}

function YourPlan({ draft, numberFen, number, onChange }: YourPlanProps) {
  const { t, i18n } = useTranslation('plan');
  const { message } = App.useApp();
  const go = useNavigate();
  const choose = useChoosePlan();
  const { tariff, plan } = draft;
  const { terms } = tariff;
  const set = (change: Partial<PlanTerms>) => onChange({ tariff, plan: { ...plan, ...change } });
  const faults = planFaults(terms, plan);
  const amounts = ['concurrency', 'seats'] as const;

  const submit = () =>
    choose.mutate(
      { tariffId: tariff.id, terms: plan },
      {
        onSuccess: () => {
          void message.success(t('page.saved'));
          void go('/onboarding');
        },
      },
    );
  return (
    <Card
      id="your-plan"
      className={styles.yourPlan ?? ''}
      title={t('page.yours', { name: i18n.language === 'en' ? terms.name.en : terms.name.zh })}
    >
      <div className={styles.yours}>
        <Form layout="vertical" onFinish={submit}>
          <Form.Item label={t('period.label')}>
            <Segmented
              value={plan.period}
              onChange={(period) => set({ period })}
              options={PERIODS.filter((period) => terms.periods.includes(period)).map((value) => ({
                value,
                label: t(`period.${value}`),
              }))}
            />
          </Form.Item>
          {amounts.map((name) => (
            <Form.Item
              key={name}
              label={t(`item.${name}`)}
              htmlFor={`plan-${name}`}
              extra={t('page.bounds', { ...terms[name], each: formatYuan(terms[name].fenEach) })}
              {...(faults.some(({ field }) => field === name) && { validateStatus: 'error' as const })}
            >
              <InputNumber
                id={`plan-${name}`}
                min={terms[name].min}
                max={terms[name].max}
                precision={0}
                value={plan[name]}
                onChange={(value) => value !== null && set({ [name]: value })}
              />
            </Form.Item>
          ))}
          <Form.Item label={t('addOns')}>
            <Checkbox.Group
              value={plan.addOns}
              onChange={(addOns) => set({ addOns })}
              options={ADD_ONS.filter((name) => terms.addOns[name] !== undefined).map((value) => ({
                value,
                label: `${t(`item.${value}`)} · ${terms.addOns[value] ? t('page.each', { fee: formatYuan(terms.addOns[value]) }) : t('page.included')}`,
              }))}
            />
          </Form.Item>
          <Refused error={choose.error} />
          <Button type="primary" size="large" htmlType="submit" loading={choose.isPending} disabled={faults.length > 0}>
            {t('page.save')}
          </Button>
        </Form>
        <div>
          {number ? (
            <p>
              {t('page.number')} <PhoneNumber number={number} />
            </p>
          ) : (
            <Alert
              type="info"
              showIcon
              title={t('page.noNumber')}
              action={<Link to="/onboarding/number">{t('page.toNumber')}</Link>}
              style={{ marginBlockEnd: 16 }}
            />
          )}
          <QuoteTable quote={quote(terms, plan, numberFen)} />
          <small className={styles.note}>
            {t('page.note', { floor: formatYuan(terms.floorFen), months: terms.minimumMonths })}
          </small>
        </div>
      </div>
    </Card>
  );
}

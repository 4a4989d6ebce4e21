import { formatYuan } from '@sibai/ui';
import { theme } from 'antd';
import { useTranslation } from 'react-i18next';
import {
  CartesianGrid,
  Legend,
  Line,
  LineChart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';

import styles from './plan.module.css';
import { curves, type Need, type Offer } from './traffic';

/** What a year costs with each tariff as the minutes grow; where the need stands is marked. */
export function CostChart({ offers, need, numberFen }: { offers: readonly Offer[]; need: Need; numberFen: number }) {
  const { t, i18n } = useTranslation('plan');
  const { token } = theme.useToken();
  const colours = [token.colorPrimary, token.colorWarning, token.colorSuccess, token.colorError, token.purple];
  const byCode = offers.toSorted((a, b) => (a.tariff.code < b.tariff.code ? -1 : 1));
  return (
    <figure className={styles.chart}>
      <figcaption>{t('chart.title')}</figcaption>
      <ResponsiveContainer width="100%" height={280}>
        <LineChart data={curves(offers, need, numberFen)} margin={{ top: 20, right: 32, bottom: 4, left: 8 }}>
          <CartesianGrid stroke={token.colorBorderSecondary} vertical={false} />
          <XAxis
            dataKey="minutes"
            type="number"
            domain={[0, 'dataMax']}
            tick={{ fill: token.colorTextDescription, fontSize: 12 }}
            tickFormatter={(minutes: number) => minutes.toLocaleString(i18n.language)}
          />
          <YAxis
            width={72}
            tick={{ fill: token.colorTextDescription, fontSize: 12 }}
            tickFormatter={(yuan: number) => `¥${yuan.toLocaleString(i18n.language)}`}
          />
          <Tooltip
            formatter={(yuan) => formatYuan(Number(yuan) * 100)}
            labelFormatter={(minutes) => t('chart.minutes', { minutes: Number(minutes).toLocaleString(i18n.language) })}
            contentStyle={{
              background: token.colorBgElevated,
              border: `1px solid ${token.colorBorder}`,
              borderRadius: 8,
            }}
          />
          <Legend />
          <ReferenceLine
            x={need.minutesAMonth}
            stroke={token.colorTextDescription}
            strokeDasharray="4 4"
            label={{ value: t('chart.you'), position: 'top', fill: token.colorTextDescription, fontSize: 12 }}
          />
          {byCode.map(({ tariff, cheapest }, i) => (
            <Line
              key={tariff.code}
              dataKey={tariff.code}
              name={i18n.language === 'en' ? tariff.terms.name.en : tariff.terms.name.zh}
              stroke={colours[i % colours.length] ?? token.colorPrimary}
              strokeWidth={cheapest ? 3 : 1.5}
              dot={false}
              isAnimationActive={false}
            />
          ))}
        </LineChart>
      </ResponsiveContainer>
    </figure>
  );
}

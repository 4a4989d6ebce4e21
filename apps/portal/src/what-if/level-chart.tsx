import type { WhatIfAnswer } from '@sibai/contracts';
import { theme } from 'antd';
import { useTranslation } from 'react-i18next';
import { Bar, CartesianGrid, ComposedChart, Legend, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';

import { quarters } from './quarters';

/** Both service levels, quarter of an hour by quarter, above the calls that came. */
export function LevelChart({ answer }: { answer: WhatIfAnswer }) {
  const { t } = useTranslation('whatIf');
  const { token } = theme.useToken();
  const tick = { fill: token.colorTextDescription, fontSize: 12 };
  const round = (value: number | null | undefined) => (typeof value === 'number' ? Math.round(value) : null);
  const data = quarters(answer).map(({ time, replayed, changed }) => ({
    time,
    calls: changed?.offered ?? 0,
    replayed: round(replayed?.serviceLevel),
    changed: round(changed?.serviceLevel),
  }));
  return (
    <figure style={{ margin: 0 }}>
      <figcaption>{t('result.chart')}</figcaption>
      <ResponsiveContainer width="100%" height={280}>
        <ComposedChart data={data} margin={{ top: 20, right: 8, bottom: 4, left: 0 }}>
          <CartesianGrid stroke={token.colorBorderSecondary} vertical={false} />
          <XAxis dataKey="time" tick={tick} minTickGap={32} />
          <YAxis yAxisId="level" domain={[0, 100]} width={44} tick={tick} unit="%" />
          <YAxis yAxisId="calls" orientation="right" width={40} tick={tick} allowDecimals={false} />
          <Tooltip
            contentStyle={{
              background: token.colorBgElevated,
              border: `1px solid ${token.colorBorder}`,
              borderRadius: 8,
            }}
          />
          <Legend formatter={(name: string) => <span style={{ color: token.colorText }}>{name}</span>} />
          <Bar
            yAxisId="calls"
            dataKey="calls"
            name={t('result.calls')}
            fill={token.colorTextQuaternary}
            isAnimationActive={false}
          />
          <Line
            yAxisId="level"
            dataKey="replayed"
            name={t('result.replayed')}
            stroke={token.colorTextDescription}
            strokeDasharray="4 3"
            dot={false}
            connectNulls
            isAnimationActive={false}
          />
          <Line
            yAxisId="level"
            dataKey="changed"
            name={t('result.changed')}
            stroke={token.colorPrimary}
            strokeWidth={2.5}
            dot={false}
            connectNulls
            isAnimationActive={false}
          />
        </ComposedChart>
      </ResponsiveContainer>
    </figure>
  );
}

import type { Quote } from '@sibai/billing';
import { formatYuan } from '@sibai/ui';
import { useTranslation } from 'react-i18next';

import styles from './plan.module.css';

/** Every fee of a quote, and what is paid first. */
export function QuoteTable({ quote }: { quote: Quote }) {
  const { t } = useTranslation('plan');
  return (
    <table className={styles.quote}>
      <thead>
        <tr>
          <th scope="col">{t('quote.item')}</th>
          <th scope="col">{t('quote.amount')}</th>
          <th scope="col">{t('quote.total')}</th>
        </tr>
      </thead>
      <tbody>
        {quote.lines.map(({ item, quantity, unitFen, times, totalFen }) => (
          <tr key={item}>
            <td>{t(`item.${item}`)}</td>
            <td className="tabular">
              {formatYuan(unitFen)}
              {quantity > 1 && ` × ${quantity}`}
              {times > 1 && ` × ${t('quote.months', { times })}`}
            </td>
            <td className="tabular">{formatYuan(totalFen)}</td>
          </tr>
        ))}
        {quote.lines.length === 0 && (
          <tr>
            <td colSpan={3}>{t('quote.nothing')}</td>
          </tr>
        )}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={2}>
            {t('quote.first', { months: quote.months })}
          </th>
          <td className="tabular">{formatYuan(quote.firstPaymentFen)}</td>
        </tr>
      </tfoot>
    </table>
  );
}

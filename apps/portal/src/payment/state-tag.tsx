import type { OrderState } from '@sibai/billing';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';

const COLOURS: Record<OrderState, string> = {
  open: 'warning',
  paying: 'processing',
  paid: 'success',
  closed: 'default',
  refunding: 'processing',
  refunded: 'default',
};

export function StateTag({ state }: { state: OrderState }) {
  const { t } = useTranslation('payment');
  return <Tag color={COLOURS[state]}>{t(`state.${state}`)}</Tag>;
}

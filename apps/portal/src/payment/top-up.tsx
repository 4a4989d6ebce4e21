import { MAX_TOP_UP_FEN, MIN_TOP_UP_FEN } from '@sibai/contracts';
import { Refused } from '@sibai/ui';
import { Flex, Form, InputNumber, Modal, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { useCreateOrder } from './payments';

const USUAL = [100, 500, 1000, 5000];

/** Asks how much, makes the order, and goes to its page. */
export function TopUp({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation('payment');
  const { t: frame } = useTranslation('frame');
  const go = useNavigate();
  const create = useCreateOrder();
  const [yuan, setYuan] = useState<number | null>(500);
  const submit = async (): Promise<void> => {
    if (yuan === null) return;
    try {
      const spec = { kind: 'top_up', key: crypto.randomUUID(), amountFen: Math.round(yuan * 100) } as const;
      const { id } = await create.mutateAsync(spec);
      onClose();
      await go(`/billing/orders/${id}`);
    } catch {
      // Shown by `Refused`; what was typed stays.
    }
  };
  return (
    <Modal
      title={t('topUp.title')}
      open={open}
      onCancel={onClose}
      onOk={() => void submit()}
      okText={t('topUp.submit')}
      cancelText={frame('action.cancel')}
      okButtonProps={{ disabled: yuan === null }}
      confirmLoading={create.isPending}
      afterClose={create.reset}
      width={420}
    >
      <Refused error={create.error} />
      <Form layout="vertical">
        <Form.Item label={t('topUp.amount')} htmlFor="top-up" extra={t('topUp.range')}>
          <InputNumber
            id="top-up"
            size="large"
            prefix="¥"
            style={{ width: '100%' }}
            min={MIN_TOP_UP_FEN / 100}
            max={MAX_TOP_UP_FEN / 100}
            precision={2}
            value={yuan}
            onChange={setYuan}
            onPressEnter={() => void submit()}
          />
        </Form.Item>
        <Flex gap={8} wrap>
          {USUAL.map((amount) => (
            <Tag.CheckableTag key={amount} checked={yuan === amount} onChange={() => setYuan(amount)}>
              ¥{amount}
            </Tag.CheckableTag>
          ))}
        </Flex>
      </Form>
    </Modal>
  );
}

import { SwapOutlined } from '@ant-design/icons';
import type { AcceptTransfer } from '@sibai/contracts';
import { Button, Form, Input, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { FormModal } from '../frame/form-modal';
import { useChange } from './line-queries';

/** For who is being given a number: the code, and from there the papers and the contract. */
export function ReceiveButton() {
  const { t } = useTranslation('line');
  const { t: frame } = useTranslation('frame');
  const [open, setOpen] = useState(false);
  const { accept } = useChange();
  return (
    <>
      <Button icon={<SwapOutlined />} onClick={() => setOpen(true)}>
        {t('change.receive')}
      </Button>
      <FormModal<AcceptTransfer>
        title={t('change.receiveTitle')}
        open={open}
        initial={{}}
        save={accept}
        onClose={() => setOpen(false)}
      >
        <Typography.Paragraph type="secondary">{t('change.receiveHint')}</Typography.Paragraph>
        <Form.Item
          name="invitation"
          label={t('change.invitation')}
          rules={[{ required: true, whitespace: true, message: frame('required') }]}
        >
          <Input autoComplete="off" maxLength={40} />
        </Form.Item>
      </FormModal>
    </>
  );
}

import { FlagFilled, FlagOutlined } from '@ant-design/icons';
import type { VerificationReason } from '@sibai/contracts';
import { Button, Flex, Input, Popover, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { reasonText } from '../verification/findings';
import { codesFor } from './marks';

interface Props {
  readonly field: string;
  readonly label: string;
  readonly mark: VerificationReason | undefined;
  readonly onMark: (reason: VerificationReason) => void;
  readonly onUnmark: () => void;
}

/** Flags a field with the reason why it is returned. */
export function MarkButton({ field, label, mark, onMark, onUnmark }: Props) {
  const { t } = useTranslation('review');
  const [open, setOpen] = useState(false);
  return (
    <Popover
      trigger="click"
      placement="leftTop"
      open={open}
      onOpenChange={setOpen}
      destroyOnHidden
      title={`${label} · ${t('reason.title')}`}
      content={
        <MarkForm
          field={field}
          mark={mark}
          onMark={(reason) => {
            onMark(reason);
            setOpen(false);
          }}
          onUnmark={() => {
            onUnmark();
            setOpen(false);
          }}
        />
      }
    >
      <Button
        type="text"
        size="small"
        danger={mark !== undefined}
        icon={mark ? <FlagFilled /> : <FlagOutlined />}
        aria-label={`${mark ? t('mark.edit') : t('mark.add')} ${label}`}
        title={mark ? t('mark.edit') : t('mark.add')}
      />
    </Popover>
  );
}

function MarkForm({ field, mark, onMark, onUnmark }: Omit<Props, 'label'>) {
  const { t } = useTranslation('review');
  const codes = codesFor(field);
  const [code, setCode] = useState(mark?.code ?? codes[0] ?? 'other');
  const [remark, setRemark] = useState(mark?.remark ?? '');
  return (
    <Flex vertical gap={10} style={{ width: 300 }}>
      <Select
        value={code}
        aria-label={t('reason.code')}
        options={codes.map((value) => ({ value, label: reasonText(value) }))}
        onChange={setCode}
      />
      <Input.TextArea
        value={remark}
        rows={2}
        maxLength={200}
        placeholder={t('reason.remark')}
        aria-label={t('reason.remark')}
        onChange={({ target }) => setRemark(target.value)}
      />
      <Flex gap={8} justify="flex-end">
        {mark && <Button onClick={onUnmark}>{t('mark.remove')}</Button>}
        <Button type="primary" onClick={() => onMark({ field, code, ...(remark.trim() && { remark: remark.trim() }) })}>
          {t('reason.add')}
        </Button>
      </Flex>
    </Flex>
  );
}

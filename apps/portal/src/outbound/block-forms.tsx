import type { Block, ImportedBlocks } from '@sibai/contracts';
import { maskNumber } from '@sibai/ui';
import { Alert, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { FormModal } from '../frame/form-modal';
import { useAcceptBlock, useAddBlock, useImportBlocks } from './blocks';

const DAY_MS = 86_400_000;
const SPANS = [0, 1, 7, 30, 90, 365] as const;

/** So many days from now; 0: for good. */
const untilOf = (days: number): string | null =>
  days === 0 ? null : new Date(Date.now() + days * DAY_MS).toISOString();

function Span() {
  const { t } = useTranslation('outbound');
  return (
    <Form.Item name="days" label={t('block.until')}>
      <Select
        options={SPANS.map((value) => ({ value, label: t(value ? 'block.days' : 'block.forever', { count: value }) }))}
      />
    </Form.Item>
  );
}

interface Props {
  readonly open: boolean;
  readonly onClose: () => void;
}

export function AddForm({ open, onClose }: Props) {
  const { t } = useTranslation('outbound');
  const { t: frame } = useTranslation('frame');
  const add = useAddBlock();
  const required = [{ required: true, whitespace: true, message: frame('required') }];
  return (
    <FormModal<{ number: string; reason: string; days: number }>
      title={t('block.add')}
      open={open}
      initial={{ days: 0 }}
      save={{ ...add, mutateAsync: ({ days, ...block }) => add.mutateAsync({ ...block, until: untilOf(days) }) }}
      onClose={onClose}
    >
      <Form.Item name="number" label={t('list.number')} extra={t('block.numberHint')} rules={required}>
        <Input inputMode="tel" maxLength={40} />
      </Form.Item>
      <Form.Item name="reason" label={t('list.reason')} rules={required}>
        <Input maxLength={200} />
      </Form.Item>
      <Span />
    </FormModal>
  );
}

export function AcceptForm({ block, onClose }: { block: Block | null; onClose: () => void }) {
  const { t } = useTranslation('outbound');
  const accept = useAcceptBlock(block?.id ?? null);
  return (
    <FormModal<{ days: number }>
      title={t('block.acceptTitle', { number: maskNumber(block?.number ?? '') })}
      open={block !== null}
      initial={{ days: 0 }}
      save={{ ...accept, mutateAsync: ({ days }) => accept.mutateAsync({ until: untilOf(days) }) }}
      onClose={onClose}
    >
      {block?.reason && <p>{t('block.proposedFor', { name: block.addedBy, reason: block.reason })}</p>}
      <Span />
    </FormModal>
  );
}

export function ImportForm({ open, onClose }: Props) {
  const { t } = useTranslation('outbound');
  const { t: frame } = useTranslation('frame');
  const [imported, setImported] = useState<ImportedBlocks | null>(null);
  const bring = useImportBlocks();
  return (
    <>
      <FormModal<{ text: string }>
        title={t('block.importTitle')}
        open={open}
        initial={{}}
        save={{ ...bring, mutateAsync: async ({ text }) => setImported(await bring.mutateAsync(text)) }}
        onClose={onClose}
      >
        <Form.Item
          name="text"
          label={t('list.number')}
          extra={t('block.importHint')}
          rules={[{ required: true, message: frame('required') }]}
        >
          <Input.TextArea rows={10} placeholder={'13912345678,辱骂客服,2026-12-31\n170*,推销'} />
        </Form.Item>
      </FormModal>
      {imported && (
        <Modal
          open
          title={t('block.importTitle')}
          onCancel={() => setImported(null)}
          onOk={() => setImported(null)}
          cancelButtonProps={{ style: { display: 'none' } }}
        >
          <Alert
            showIcon
            type={imported.refusedCount > 0 ? 'warning' : 'success'}
            title={t('block.imported', {
              added: imported.added,
              known: imported.known,
              refused: imported.refusedCount,
            })}
            description={
              imported.refused.length > 0 && (
                <ul style={{ margin: 0, paddingInlineStart: 20, maxHeight: 260, overflow: 'auto' }}>
                  {imported.refused.map(({ line, reason, content }) => (
                    <li key={line}>{t('block.refusedLine', { line, reason: t(`block.fault.${reason}`), content })}</li>
                  ))}
                </ul>
              )
            }
          />
        </Modal>
      )}
    </>
  );
}

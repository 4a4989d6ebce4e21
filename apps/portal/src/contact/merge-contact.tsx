import type { Contact } from '@sibai/contracts';
import { Refused } from '@sibai/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Alert, Button, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { contacts, useMergeContact } from './contacts';

/** One person written down twice becomes one. */
export function MergeContact({ into }: { into: Contact }) {
  const { t } = useTranslation('contact');
  const { t: frame } = useTranslation('frame');
  const [open, setOpen] = useState(false);
  const [q, setQ] = useState('');
  const [other, setOther] = useState<string | null>(null);
  const found = useInfiniteQuery({ ...contacts({ q, tag: '' }), enabled: open });
  const merge = useMergeContact(into.id);
  const options = (found.data?.pages ?? [])
    .flatMap((page) => page.contacts)
    .filter(({ id }) => id !== into.id)
    .map(({ id, name, company, numbers }) => ({
      value: id,
      label: [name, company, ...numbers].filter(Boolean).join(' · '),
    }));
  const close = () => {
    setOpen(false);
    setOther(null);
    merge.reset();
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('merge')}</Button>
      <Modal
        title={t('mergeTitle', { name: into.name })}
        open={open}
        onCancel={close}
        okText={t('merge')}
        okButtonProps={{ danger: true, disabled: other === null }}
        cancelText={frame('action.cancel')}
        confirmLoading={merge.isPending}
        onOk={() => other !== null && merge.mutate(other, { onSuccess: close })}
        destroyOnHidden
      >
        <Refused error={merge.error} />
        <Alert type="warning" showIcon title={t('mergeHint')} style={{ marginBlockEnd: 12 }} />
        <Select
          showSearch={{ filterOption: false, onSearch: setQ }}
          style={{ width: '100%' }}
          placeholder={t('mergeWhom')}
          aria-label={t('mergeWhom')}
          loading={found.isFetching}
          options={options}
          value={other}
          onChange={setOther}
        />
      </Modal>
    </>
  );
}

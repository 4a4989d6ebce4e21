import { PhoneNumber, Refused } from '@sibai/ui';
import type { IdentifyCaller } from '@sibai/contracts';
import type { ContactId } from '@sibai/kernel';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { AutoComplete, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { contextQuery, foundContacts, identify } from './context';
import styles from './context.module.css';

/** A caller nobody has written down: a new name makes a record, a known one gets the number. */
export function Identify({ callId, number }: { callId: string; number: string }) {
  const { t } = useTranslation('desk');
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const [known, setKnown] = useState<ContactId | null>(null);
  const { data } = useQuery(foundContacts(typed));
  const save = useMutation({
    mutationFn: (who: IdentifyCaller) => identify(callId, who),
    onSuccess: () => client.invalidateQueries({ queryKey: contextQuery(callId).queryKey }),
  });
  const options = (data?.contacts ?? []).map(({ id, name, company, numbers }) => ({
    key: id,
    value: name,
    label: [name, company, ...numbers].filter(Boolean).join(' · '),
  }));
  const submit = () => save.mutate(known === null ? { name: typed.trim() } : { contactId: known });
  return (
    <section>
      <h3 className={styles.name}>
        <PhoneNumber number={number} />
      </h3>
      <p className={styles.secondary}>{t('context.unknown')}</p>
      <Refused error={save.error} />
      <form
        className={styles.identify}
        onSubmit={(event) => {
          event.preventDefault();
          if (typed.trim()) submit();
        }}
      >
        <AutoComplete
          value={typed}
          options={options}
          aria-label={t('context.name')}
          placeholder={t('context.name')}
          style={{ flex: 1, minWidth: 0 }}
          maxLength={40}
          onChange={(value: string) => {
            setTyped(value);
            setKnown(null);
          }}
          onSelect={(_: string, { key }: { key: ContactId }) => setKnown(key)}
        />
        <Button type="primary" htmlType="submit" disabled={!typed.trim()} loading={save.isPending}>
          {known === null ? t('context.create') : t('context.match')}
        </Button>
      </form>
    </section>
  );
}

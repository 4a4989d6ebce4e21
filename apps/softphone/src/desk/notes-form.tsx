import { DISPOSITIONS } from '@sibai/contracts';
import { useQuery } from '@tanstack/react-query';
import { Button, Input, Radio, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

import { contextQuery, dispositionsQuery } from '../context/context';
import { useStore } from '../platform/store';
import { notesOf } from './notes';
import styles from './desk.module.css';

interface Props {
  readonly callId: string;
  readonly saved: { readonly notes: string; readonly disposition: string | null } | null;
}

/** What the agent writes about the call, from its beginning to the end of the wrap-up. Saved while it is typed. */
export function NotesForm({ callId, saved }: Props) {
  const { t } = useTranslation(['desk', 'ui']);
  const notes = notesOf(callId, saved);
  const { data: offered = [] } = useQuery(dispositionsQuery);
  const { data: context } = useQuery(contextQuery(callId));
  const choices = offered
    .filter((each) => each.offered || each.code === saved?.disposition)
    .map(({ code, name }) => {
      const own = DISPOSITIONS.find((each) => each === code);
      return { value: code, label: own ? t(`ui:disposition.${own}`) : name };
    });
  const { notes: text, disposition, saving } = useStore(notes);
  return (
    <div className={styles.notes}>
      <div className={styles.notesHead}>
        <label htmlFor="notes">{t('wrapUp.notes')}</label>
        <span role="status" className={styles.secondary} data-notes={saving}>
          {text === '' && disposition === null && saving === 'saved' ? null : t(`wrapUp.${saving}`)}
          {saving === 'failed' && (
            <Button type="link" size="small" onClick={() => void notes.flush()}>
              {t('ui:action.retry')}
            </Button>
          )}
        </span>
      </div>
      <Input.TextArea
        id="notes"
        value={text}
        maxLength={5000}
        autoSize={{ minRows: 3, maxRows: 10 }}
        placeholder={t('wrapUp.notesHint')}
        onChange={(event) => notes.write({ notes: event.target.value })}
        onBlur={() => void notes.flush()}
      />
      <div className={styles.disposition}>
        <span id="disposition">
          {t('wrapUp.disposition')}
          {context?.dispositionRequired && disposition === null && (
            <Typography.Text type="danger"> {t('context.required')}</Typography.Text>
          )}
        </span>
        <Radio.Group
          aria-labelledby="disposition"
          optionType="button"
          value={disposition}
          options={choices}
          onChange={({ target }) => notes.write({ disposition: String(target.value) })}
        />
      </div>
    </div>
  );
}

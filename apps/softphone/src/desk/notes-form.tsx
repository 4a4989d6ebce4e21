import { DISPOSITIONS } from '@sibai/contracts';
import { Button, Input, Radio } from 'antd';
import { useTranslation } from 'react-i18next';

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
        <span id="disposition">{t('wrapUp.disposition')}</span>
        <Radio.Group
          aria-labelledby="disposition"
          optionType="button"
          value={disposition}
          options={DISPOSITIONS.map((value) => ({ value, label: t(`ui:disposition.${value}`) }))}
          onChange={({ target }) => {
            const chosen = DISPOSITIONS.find((each) => each === target.value);
            if (chosen) notes.write({ disposition: chosen });
          }}
        />
      </div>
    </div>
  );
}

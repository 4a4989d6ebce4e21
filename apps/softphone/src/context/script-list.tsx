import type { CallContext, Script } from '@sibai/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Checkbox, Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import { contextQuery, saySentences } from './context';
import styles from './context.module.css';

/** What is to be said; a mandatory sentence is ticked off once it was. */
export function ScriptList({ context, script }: { context: CallContext; script: Script }) {
  const { t } = useTranslation('desk');
  const client = useQueryClient();
  const { queryKey } = contextQuery(context.callId);
  const say = useMutation({
    mutationFn: (said: number[]) => saySentences(context.callId, { scriptId: script.id, said }),
    // Shown at once; what the server refuses is taken back by asking it.
    onMutate: (said) => client.setQueryData(queryKey, { ...context, said }),
    onError: () => client.invalidateQueries({ queryKey }),
  });
  const toggle = (at: number, on: boolean) =>
    say.mutate(on ? [...context.said, at] : context.said.filter((each) => each !== at));
  return (
    <section>
      <h4 className={styles.head}>{t('context.script')}</h4>
      <ol className={styles.script}>
        {script.sections.map(({ title, text, mandatory }, at) => (
          <li key={title + text}>
            {mandatory ? (
              <Checkbox checked={context.said.includes(at)} onChange={({ target }) => toggle(at, target.checked)}>
                <strong>{title}</strong> <Tag color="orange">{t('context.mandatory')}</Tag>
              </Checkbox>
            ) : (
              <strong>{title}</strong>
            )}
            <p className={styles.text}>{text}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}

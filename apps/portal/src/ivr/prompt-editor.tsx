import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import type { Prompt } from '@sibai/ivr';
import { useQuery } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';

import type { Said } from './draft';
import { WordHints } from '../words/word-hints';
import { prompts as promptFiles } from './flows';
import styles from './ivr.module.css';

interface Props {
  readonly part: Said['part'];
  readonly prompts: readonly Prompt[];
  readonly edit: boolean;
  readonly onChange: (prompts: readonly Prompt[]) => void;
}

const READ = 'read';

/** What a node says, edited where it stands: texts to be read aloud, or uploaded recordings. */
export function PromptEditor({ part, prompts, edit, onChange }: Props) {
  const { t } = useTranslation('ivr');
  const most = part === 'prompts' ? 10 : 1;
  if (!edit && prompts.length === 0) return null;
  return (
    <section className={styles.said} aria-label={t(`node.${part}`)}>
      <span className={styles.label}>{t(`node.${part}`)}</span>
      <div>
        {prompts.map((prompt, at) => (
          <PromptRow
            key={at}
            prompt={prompt}
            edit={edit}
            onChange={(changed) => onChange(prompts.with(at, changed))}
            onRemove={() => onChange(prompts.toSpliced(at, 1))}
          />
        ))}
        {edit && prompts.length < most && (
          <Button
            type="dashed"
            size="small"
            icon={<PlusOutlined />}
            onClick={() => onChange([...prompts, { kind: 'text', text: '' }])}
          >
            {t('node.addPrompt')}
          </Button>
        )}
      </div>
    </section>
  );
}

interface RowProps {
  readonly prompt: Prompt;
  readonly edit: boolean;
  readonly onChange: (prompt: Prompt) => void;
  readonly onRemove: () => void;
}

function PromptRow({ prompt, edit, onChange, onRemove }: RowProps) {
  const { t } = useTranslation('ivr');
  const { data: files = [] } = useQuery(promptFiles);
  const known = files.map(({ id, name }) => ({ value: id, label: name }));
  // A recording of a flow brought from elsewhere is not among the uploaded ones.
  const foreign = prompt.kind === 'audio' && !files.some(({ id }) => id === prompt.id);

  return (
    <div className={styles.prompt}>
      {prompt.kind === 'text' && (
        <div style={{ flex: 1, minWidth: 0 }}>
          <Input.TextArea
            value={prompt.text}
            readOnly={!edit}
            variant={edit ? 'outlined' : 'borderless'}
            maxLength={500}
            autoSize={{ minRows: 1, maxRows: 8 }}
            aria-label={t('node.text')}
            onChange={({ target }) => onChange({ kind: 'text', text: target.value })}
          />
          {edit && <WordHints text={prompt.text} />}
        </div>
      )}
      {(edit || prompt.kind === 'audio') && (
        <Select
          value={prompt.kind === 'text' ? READ : prompt.id}
          disabled={!edit}
          aria-label={t('node.prompts')}
          popupMatchSelectWidth={false}
          style={{ width: prompt.kind === 'text' ? 120 : 240 }}
          options={[
            { value: READ, label: t('node.read') },
            ...known,
            ...(foreign ? [{ value: prompt.id, label: prompt.id }] : []),
          ]}
          onChange={(chosen) => onChange(chosen === READ ? { kind: 'text', text: '' } : { kind: 'audio', id: chosen })}
        />
      )}
      {edit && <Button type="text" icon={<DeleteOutlined />} aria-label={t('node.removePrompt')} onClick={onRemove} />}
    </div>
  );
}

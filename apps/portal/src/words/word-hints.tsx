import { BulbOutlined, ExclamationCircleOutlined, StopOutlined } from '@ant-design/icons';
import { Checkbox, Form } from 'antd';
import { useTranslation } from 'react-i18next';

import { useWords } from './words';
import styles from './words.module.css';

interface Hit {
  readonly word: string;
  readonly found: string;
  readonly severity: 'block' | 'ask' | 'inform';
  readonly article: string;
  readonly suggestion: string;
}

const ICONS = { block: <StopOutlined />, ask: <ExclamationCircleOutlined />, inform: <BulbOutlined /> };

/** The banned words of a text, told as one types: what becomes of each, the law, and another wording. */
export function WordHints({ text }: { text: string }) {
  return <HitList hits={useWords().find(text)} />;
}

export function HitList({ hits }: { hits: readonly Hit[] }) {
  const { t } = useTranslation('words');
  const once = [...new Map(hits.map((hit) => [`${hit.found} ${hit.word}`, hit])).values()];
  return (
    <ul className={styles.hits} aria-live="polite" hidden={once.length === 0}>
      {once.map(({ word, found, severity, article, suggestion }) => (
        <li key={`${found} ${word}`} data-severity={severity}>
          {ICONS[severity]}
          <span>
            <strong>{t('quoted', { word: found })}</strong> {t(`severity.${severity}`)}
            {suggestion && <> · {t('suggestion', { suggestion })}</>}
            <small>{article}</small>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Within a form: the words in these fields, and the box by which who saves it answers for those that need evidence. */
export function WordFields({ names }: { names: readonly string[] }) {
  const { t } = useTranslation('words');
  const form = Form.useFormInstance();
  const values = Form.useWatch((all: Record<string, unknown>) => names.map((name) => all[name]), form) ?? [];
  const words = useWords();
  const hits = values.flatMap((value) => (typeof value === 'string' ? words.find(value) : []));
  const asked = hits.some(({ severity }) => severity === 'ask') && !hits.some(({ severity }) => severity === 'block');
  if (hits.length === 0) return null;
  return (
    <div className={styles.field}>
      <HitList hits={hits} />
      {asked && (
        <Form.Item name="confirmed" valuePropName="checked" style={{ marginBlock: 4 }}>
          <Checkbox>{t('confirm')}</Checkbox>
        </Form.Item>
      )}
    </div>
  );
}

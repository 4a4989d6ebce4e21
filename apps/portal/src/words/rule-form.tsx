import { type SaveWordRule, WORD_SEVERITIES, type WordRule } from '@sibai/contracts';
import { Form, Input, Radio, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

import { FormModal } from '../frame/form-modal';
import { HitList } from './word-hints';
import { useSaveRule, useWords } from './words';

interface Typed {
  readonly kind: 'word' | 'harmless';
  readonly word: string;
  readonly severity?: 'block' | 'ask' | 'inform';
  readonly article: string;
  readonly suggestion?: string;
}

const toWire = ({ kind, word, severity = 'block', article, suggestion = '' }: Typed): SaveWordRule =>
  kind === 'word' ? { kind, word, severity, article, suggestion } : { kind, word, article };

/** A word of one's own, or an exception. */
export function RuleForm({ edited, onClose }: { edited: WordRule | 'new' | null; onClose: () => void }) {
  const { t } = useTranslation('words');
  const { t: frame } = useTranslation('frame');
  const rule = edited === 'new' ? null : edited;
  const save = useSaveRule(rule?.id ?? null);
  const required = [{ required: true, whitespace: true, message: frame('required') }];
  return (
    <FormModal<Typed>
      title={rule ? t('own.edit') : t('own.add')}
      open={edited !== null}
      initial={rule ? { ...rule, severity: rule.severity ?? 'block' } : { kind: 'word', severity: 'block' }}
      save={{ ...save, mutateAsync: (typed) => save.mutateAsync(toWire(typed)) }}
      onClose={onClose}
    >
      {(form) => {
        const kind = (form.getFieldValue('kind') as Typed['kind'] | undefined) ?? 'word';
        return (
          <>
            <Form.Item name="kind" label={t('own.kind')}>
              <Radio.Group
                optionType="button"
                options={[
                  { value: 'word', label: t('own.kindWord') },
                  { value: 'harmless', label: t('own.kindHarmless') },
                ]}
              />
            </Form.Item>
            <Form.Item noStyle dependencies={['kind']}>
              {({ getFieldValue }) => (
                <Fields harmless={(getFieldValue('kind') ?? kind) === 'harmless'} required={required} />
              )}
            </Form.Item>
          </>
        );
      }}
    </FormModal>
  );
}

function Fields({ harmless, required }: { harmless: boolean; required: { message: string }[] }) {
  const { t } = useTranslation('words');
  return (
    <>
      <Form.Item
        name="word"
        label={harmless ? t('harmless') : t('word')}
        rules={required}
        extra={harmless ? t('own.harmlessHint') : t('own.wordHint')}
      >
        <Input maxLength={40} />
      </Form.Item>
      {harmless && <Powerless />}
      {!harmless && (
        <Form.Item name="severity" label={t('how')}>
          <Radio.Group options={WORD_SEVERITIES.map((value) => ({ value, label: t(`severity.${value}`) }))} />
        </Form.Item>
      )}
      <Form.Item
        name="article"
        label={harmless ? t('own.why') : t('article')}
        rules={required}
        extra={harmless ? undefined : t('own.articleHint')}
      >
        <Input maxLength={100} />
      </Form.Item>
      {!harmless && (
        <Form.Item name="suggestion" label={t('suggest')}>
          <Input maxLength={60} />
        </Form.Item>
      )}
    </>
  );
}

/** Says beforehand that an exception does nothing for what the platform blocks. */
function Powerless() {
  const { t } = useTranslation('words');
  const phrase: unknown = Form.useWatch('word');
  const hits = useWords()
    .find(typeof phrase === 'string' ? phrase : '')
    .filter(({ severity }) => severity === 'block');
  if (hits.length === 0) return null;
  return (
    <div style={{ marginBlock: '-16px 16px' }}>
      <Typography.Text type="warning">{t('own.powerless')}</Typography.Text>
      <HitList hits={hits} />
    </div>
  );
}

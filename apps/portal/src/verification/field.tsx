import type { VerificationForm } from '@sibai/contracts';
import { Button, Checkbox, DatePicker, Form, Input } from 'antd';
import dayjs from 'dayjs';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { FieldName } from './draft';
import { useFilling } from './draft-context';
import { findingText, reasonText } from './findings';
import { readingOf, type Read, sameText } from './readings';
import styles from './verification.module.css';

type TextName = { [K in FieldName]: VerificationForm[K] extends string ? K : never }[FieldName];

const SURE = 0.85;

interface FrameProps {
  /** As findings and reasons name it: `uscc`, `boundNumbers.0.number`. */
  readonly path: string;
  readonly label: ReactNode;
  readonly children: ReactNode;
  readonly hint?: ReactNode;
  readonly wide?: boolean;
  readonly below?: ReactNode;
  /** Nothing is said while somebody is in the middle of typing. */
  readonly quiet?: boolean;
}

/** A field with all that is said about it: why it was returned, what the rules find, what else it could be. */
export function FieldFrame({ path, label, children, hint, wide, below, quiet }: FrameProps) {
  const { t } = useTranslation('verification');
  const { findings, insistent, server } = useFilling();
  const mine = findings.filter(
    ({ field, code }) => field === path && (insistent || (code !== 'field.missing' && code !== 'bound_number.none')),
  );
  const shown = quiet ? [] : mine;
  const reasons = server.state === 'returned' ? server.reasons.filter(({ field }) => field === path) : [];
  const worst = shown.some(({ severity }) => severity === 'block')
    ? 'error'
    : shown.some(({ severity }) => severity === 'warn')
      ? 'warning'
      : undefined;
  return (
    <div className={wide ? styles.wide : undefined} data-field={path}>
      <Form.Item
        label={label}
        validateStatus={reasons.length > 0 && !worst ? 'error' : (worst ?? '')}
        className={styles.item ?? ''}
        extra={
          <>
            {/* First, so that what is said when the field is left does not push a button from under the pointer. */}
            {below}
            {reasons.map(({ code, remark }) => (
              <div key={code} className={styles.reason}>
                <b>{t('returnedTag')}</b> {reasonText(code)}
                {remark && `：${remark}`}
              </div>
            ))}
            {shown.filter(isSaidHere).map((finding) => (
              <div
                key={`${finding.code} ${JSON.stringify(finding.params)}`}
                data-severity={finding.severity}
                className={styles.finding}
                role={finding.severity === 'block' ? 'alert' : undefined}
              >
                {findingText(finding)}
              </div>
            ))}
            {hint && shown.length === 0 && <div className={styles.hint}>{hint}</div>}
          </>
        }
      >
        {children}
      </Form.Item>
    </div>
  );
}

/** That a paper reads something else is offered below, with a button to take it over. */
const isSaidHere = ({ code }: { code: string }): boolean => code !== 'material.differs';

interface TextProps {
  readonly name: TextName;
  readonly hint?: string;
  readonly wide?: boolean;
  readonly rows?: number;
  readonly code?: boolean;
  readonly maxLength: number;
  readonly inputMode?: 'tel' | 'text';
  readonly autoComplete?: string;
  readonly after?: ReactNode;
}

/** A text of the form: says where it was read, and what the paper reads where that is something else. */
export function TextField({ name, hint, wide, rows, code, maxLength, inputMode, autoComplete, after }: TextProps) {
  const { t } = useTranslation('verification');
  const { form, set } = useFilling();
  const [typing, setTyping] = useState(false);
  const value = form[name];
  const read = useRead(name);
  const common = {
    id: `field-${name}`,
    value,
    maxLength,
    onFocus: () => setTyping(true),
    onBlur: () => setTyping(false),
    ...(read?.agrees && { className: styles.prefilled }),
    ...(inputMode && { inputMode }),
    autoComplete: autoComplete ?? 'off',
  };
  const change = (text: string): void => set(name, code ? text.toUpperCase().replace(/\s/g, '') : text);
  return (
    <FieldFrame
      path={name}
      label={<label htmlFor={common.id}>{t(`field.${name}`)}</label>}
      hint={value.includes('*') ? t('hint.maskedId') : hint}
      {...(wide && { wide })}
      quiet={typing && value.length < 18}
      below={
        <>
          <ReadNote name={name} read={read} />
          <ConflictNote name={name} />
          {after}
        </>
      }
    >
      {rows ? (
        <Input.TextArea {...common} autoSize={{ minRows: rows, maxRows: 8 }} onChange={(e) => change(e.target.value)} />
      ) : (
        <Input {...common} onChange={(e) => change(e.target.value)} />
      )}
    </FieldFrame>
  );
}

/** A day, or no end. */
export function DateField({ name, endless }: { name: TextName; endless?: boolean }) {
  const { t } = useTranslation('verification');
  const { form, set } = useFilling();
  const value = form[name];
  const read = useRead(name);
  const isDay = value !== '' && value !== 'long_term';
  return (
    <FieldFrame
      path={name}
      label={<label htmlFor={`field-${name}`}>{t(`field.${name}`)}</label>}
      below={
        <>
          <ReadNote name={name} read={read} />
          <ConflictNote name={name} />
        </>
      }
    >
      <div className={styles.date}>
        <DatePicker
          id={`field-${name}`}
          value={isDay ? dayjs(value) : null}
          format="YYYY-MM-DD"
          disabled={value === 'long_term'}
          placeholder="YYYY-MM-DD"
          onChange={(day) => set(name, day ? day.format('YYYY-MM-DD') : '')}
          {...(read?.agrees && { className: styles.prefilled })}
        />
        {endless && (
          <Checkbox checked={value === 'long_term'} onChange={(e) => set(name, e.target.checked ? 'long_term' : '')}>
            {t('longTerm')}
          </Checkbox>
        )}
      </div>
    </FieldFrame>
  );
}

function useRead(name: FieldName): (Read & { agrees: boolean }) | undefined {
  const { server, form } = useFilling();
  const read = readingOf(server, name);
  if (!read) return undefined;
  const value = form[name];
  return { ...read, agrees: typeof value === 'string' && sameText(value, read.value) };
}

function ReadNote({ name, read }: { name: TextName; read: (Read & { agrees: boolean }) | undefined }) {
  const { t } = useTranslation('verification');
  const { set } = useFilling();
  if (!read) return null;
  const percent = Math.floor(read.confidence * 100);
  if (read.agrees)
    return (
      <div className={styles.read} data-sure={read.confidence >= SURE}>
        {t(read.confidence >= SURE ? 'reading.from' : 'reading.check', { percent })}
      </div>
    );
  return (
    <div className={styles.offer}>
      <span>{t('reading.offers', { value: read.value === 'long_term' ? t('longTerm') : read.value })}</span>
      <Button size="small" type="link" onClick={() => set(name, read.value)}>
        {t('reading.take')}
      </Button>
    </div>
  );
}

/** The same field was changed on another device: which of the two is it? */
export function ConflictNote({ name }: { name: FieldName }) {
  const { t } = useTranslation('verification');
  const { conflicts, draft } = useFilling();
  if (!conflicts.has(name)) return null;
  const theirs = conflicts.get(name);
  const text = typeof theirs === 'string' ? theirs || t('conflict.empty') : JSON.stringify(theirs);
  return (
    <div className={styles.conflict} role="alert">
      <span>{t('conflict.other', { value: text })}</span>
      <Button size="small" onClick={() => draft.settle(name, 'mine')}>
        {t('conflict.mine')}
      </Button>
      <Button size="small" onClick={() => draft.settle(name, 'theirs')}>
        {t('conflict.theirs')}
      </Button>
    </div>
  );
}

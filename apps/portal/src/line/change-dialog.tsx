import type { ChangeKind, Line, LineChange } from '@sibai/contracts';
import { formatNumber, formatTime, Refused } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Flex, Form, Input, Modal, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { changeTerms, useChange } from './line-queries';
import styles from './line.module.css';

interface Props {
  readonly line: Line;
  readonly kind: ChangeKind;
  /** One that was asked for and is not confirmed yet. */
  readonly begun: LineChange | null;
  readonly onClose: () => void;
}

interface Typed {
  readonly typed: string;
  readonly reason: string;
  readonly toName?: string;
}

/** Terms, the number typed, and the code of the authorised person: then it is meant. */
export function ChangeDialog({ line, kind, begun, onClose }: Props) {
  const { t } = useTranslation('line');
  const [change, setChange] = useState(begun);
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <Modal
      open
      title={`${t(`change.kind.${kind}`)} · ${formatNumber(line.number)}`}
      footer={null}
      mask={{ closable: false }}
      onCancel={onClose}
      width={560}
    >
      {secret ? (
        <Handed kind={kind} secret={secret} onClose={onClose} />
      ) : change ? (
        <Confirm
          change={change}
          onDone={(said) => {
            if (said) setSecret(said);
            else onClose();
          }}
        />
      ) : (
        <Wish line={line} kind={kind} onAsked={setChange} />
      )}
    </Modal>
  );
}

function Wish({ line, kind, onAsked }: { line: Line; kind: ChangeKind; onAsked: (change: LineChange) => void }) {
  const { t } = useTranslation('line');
  const { t: frame } = useTranslation('frame');
  const { request } = useChange();
  const required = [{ required: true, whitespace: true, message: frame('required') }];
  const matches = (typed = '') => typed.replace(/[\s-]/g, '') === line.number;
  return (
    <Form<Typed>
      layout="vertical"
      onFinish={(typed) => request.mutate({ lineId: line.id, kind, ...typed }, { onSuccess: onAsked })}
    >
      <Refused error={request.error} />
      <Terms line={line} kind={kind} />
      {kind === 'transfer' && (
        <Form.Item name="toName" label={t('change.toName')} rules={required}>
          <Input maxLength={80} />
        </Form.Item>
      )}
      <Form.Item name="reason" label={t('change.reason')} rules={required}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item
        name="typed"
        label={t('change.typed')}
        validateTrigger="onBlur"
        rules={[
          {
            validator: (_rule, typed?: string) =>
              matches(typed) ? Promise.resolve() : Promise.reject(new Error(t('change.mistyped'))),
          },
        ]}
      >
        <Input
          inputMode="tel"
          autoComplete="off"
          maxLength={16}
          placeholder={t('change.typedHint', { number: formatNumber(line.number) })}
        />
      </Form.Item>
      <Button type="primary" danger={kind !== 'transfer'} htmlType="submit" block loading={request.isPending}>
        {t('change.send')}
      </Button>
    </Form>
  );
}

function Terms({ line, kind }: { line: Line; kind: ChangeKind }) {
  const { t } = useTranslation('line');
  const { data: terms, error } = useQuery(changeTerms(line.id, kind));
  const day = (at: string) => formatTime(at, 'date');
  if (error) return <Refused error={error} />;
  if (!terms) return null;
  return (
    <Flex vertical gap={10} style={{ marginBlockEnd: 20 }}>
      {terms.lockedUntil && kind !== 'transfer' && (
        <Alert type="warning" showIcon title={t('change.locked', { date: day(terms.lockedUntil) })} />
      )}
      <dl className={styles.facts}>
        <dt>{t('change.effective')}</dt>
        <dd>{kind === 'transfer' ? t('change.now') : day(terms.effectiveAt)}</dd>
        <dt>{t('change.kept')}</dt>
        <dd>
          {terms.kept.map(({ what, until }) => (
            <div key={what}>{t('change.keptUntil', { what: t(`change.keptWhat.${what}`), date: day(until) })}</div>
          ))}
        </dd>
      </dl>
      <Typography.Text type="secondary">{t('change.finalBill')}</Typography.Text>
    </Flex>
  );
}

function Confirm({ change, onDone }: { change: LineChange; onDone: (secret: string | null) => void }) {
  const { t } = useTranslation('line');
  const { confirm, resend } = useChange();
  return (
    <Form<{ code: string }>
      layout="vertical"
      onFinish={({ code }) =>
        confirm.mutate(
          { id: change.id, code },
          { onSuccess: ({ invitation, change: { authorisation } }) => onDone(invitation ?? authorisation) },
        )
      }
    >
      <Refused error={confirm.error ?? resend.error} />
      <Typography.Paragraph>{t('change.codeHint', { mobile: change.mobile ?? '' })}</Typography.Paragraph>
      <Form.Item
        name="code"
        label={t('change.code')}
        rules={[{ required: true, pattern: /^\d{6}$/, message: t('change.code') }]}
      >
        <Input autoFocus inputMode="numeric" autoComplete="one-time-code" maxLength={6} />
      </Form.Item>
      <Flex gap={12}>
        <Button type="primary" htmlType="submit" loading={confirm.isPending}>
          {t('change.confirm', { kind: t(`change.kind.${change.kind}`) })}
        </Button>
        <Button loading={resend.isPending} onClick={() => resend.mutate(change.id)}>
          {t('change.resend')}
        </Button>
      </Flex>
    </Form>
  );
}

function Handed({ kind, secret, onClose }: { kind: ChangeKind; secret: string; onClose: () => void }) {
  const { t } = useTranslation('line');
  const { t: frame } = useTranslation('frame');
  return (
    <Flex vertical gap={16}>
      <Typography.Text>{kind === 'transfer' ? t('change.invitationIs') : t('change.authorisationIs')}</Typography.Text>
      <Typography.Text copyable className={styles.code ?? ''}>
        {secret}
      </Typography.Text>
      <Button type="primary" onClick={onClose}>
        {frame('action.confirm')}
      </Button>
    </Flex>
  );
}

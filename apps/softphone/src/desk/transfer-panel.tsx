import { MessageOutlined } from '@ant-design/icons';
import type { CallCard } from '@sibai/contracts';
import { formatNumber, language, Nothing, PresenceTag, useErrorText } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Alert, Input, Modal, Segmented } from 'antd';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { invite, transfer, useAct } from './call-actions';
import { type Destination, directoryQuery, isReachable, search, targetOf } from './directory';
import styles from './desk.module.css';

/** `attended`: the agent speaks with the other first. `blind`: the caller goes at once. `invite`: all three together. */
export type TransferMode = 'attended' | 'blind' | 'invite';

const KINDS = {
  attended: ['agent', 'group', 'number'],
  blind: ['agent', 'group', 'number', 'flow'],
  invite: ['agent', 'number'],
} as const satisfies Record<TransferMode, readonly Destination['kind'][]>;

/** What of the call's rights each needs. */
const NEEDS = { attended: 'consult', blind: 'transfer', invite: 'add' } as const;

interface Props {
  readonly card: CallCard;
  readonly mode: TransferMode | null;
  readonly onMode: (mode: TransferMode | null) => void;
}

/** Hands the call on, or brings somebody in: typed, found and done without leaving the keyboard. */
export function TransferPanel({ card, mode, onMode }: Props) {
  const { t } = useTranslation('desk');
  return (
    <Modal
      title={t('transfer.title')}
      open={mode !== null}
      footer={null}
      width={560}
      destroyOnHidden
      onCancel={() => onMode(null)}
    >
      {mode && <Picker key={mode} card={card} mode={mode} onMode={onMode} />}
    </Modal>
  );
}

/** Enter goes to somebody who can be called, if there is one. */
const firstOf = (found: readonly Destination[]) => found.find(isReachable) ?? found[0];

function Picker({ card, mode, onMode }: Props & { mode: TransferMode }) {
  const { t } = useTranslation('desk');
  const errorText = useErrorText();
  const [typed, setTyped] = useState('');
  const [note, setNote] = useState('');
  const [picked, setPicked] = useState<string>();
  const [shown, setShown] = useState<readonly string[]>();
  const { data, error } = useQuery(directoryQuery(card.callId, true));
  const { act, acting } = useAct();

  const matching = (words: string) => (data ? search(data, words, KINDS[mode], shown) : []);
  const found = matching(typed);
  const chosen = found.find(({ key }) => key === picked) ?? firstOf(found);
  if (data && !shown) setShown(search(data, '', ['agent']).map(({ key }) => key));
  const barred = !card.may[NEEDS[mode]];

  const go = async (to: Destination | undefined) => {
    if (!to || !isReachable(to) || barred) return;
    const target = targetOf(to);
    const said = note.trim() || undefined;
    const done = await act(() =>
      mode === 'invite' ? invite(card.callId, target, said) : transfer(card.callId, target, mode, said),
    );
    if (done) onMode(null);
  };
  const pressed = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setPicked(found[Math.max(0, Math.min(found.length - 1, found.findIndex((to) => to === chosen) + step))]?.key);
    }
    // The Enter that ends the choice of a Chinese word is not one that transfers a call.
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) void go(chosen);
  };

  return (
    <div className={styles.picker} onKeyDown={pressed}>
      <Segmented
        block
        value={mode}
        onChange={(next) => onMode(next)}
        options={(['attended', 'blind', 'invite'] as const).map((value) => ({ value, label: t(`transfer.${value}`) }))}
      />
      <p className={styles.secondary}>{t(`transfer.${mode}Text`)}</p>
      {barred && <Alert type="warning" showIcon title={t(`transfer.barred.${NEEDS[mode]}`)} />}
      <Input
        autoFocus
        allowClear
        size="large"
        value={typed}
        role="combobox"
        aria-expanded
        aria-controls="destinations"
        aria-activedescendant={chosen ? `to-${chosen.key}` : undefined}
        aria-label={t('transfer.search')}
        placeholder={t(mode === 'blind' ? 'transfer.searchAll' : 'transfer.search')}
        disabled={acting}
        onChange={(event) => {
          setTyped(event.target.value);
          setPicked(firstOf(matching(event.target.value))?.key);
        }}
      />
      <Input
        value={note}
        maxLength={300}
        prefix={<MessageOutlined aria-hidden />}
        aria-label={t('transfer.note')}
        placeholder={t('transfer.note')}
        disabled={acting}
        onChange={(event) => setNote(event.target.value)}
      />
      {error && <Alert type="error" showIcon title={errorText(error)} />}
      {data && found.length === 0 && <Nothing text={t('transfer.nobody')} />}
      <ul id="destinations" role="listbox" aria-label={t('transfer.title')} className={styles.destinations}>
        {found.map((to) => (
          <li
            key={to.key}
            id={`to-${to.key}`}
            role="option"
            aria-selected={to === chosen}
            aria-disabled={!isReachable(to)}
            ref={to === chosen ? (row) => void row?.scrollIntoView({ block: 'nearest' }) : null}
            onMouseEnter={() => setPicked(to.key)}
            onClick={() => void go(to)}
          >
            <Row to={to} />
          </li>
        ))}
      </ul>
      <p className={styles.secondary}>{t('transfer.keys')}</p>
    </div>
  );
}

function Row({ to }: { to: Destination }) {
  const { t } = useTranslation('desk');
  switch (to.kind) {
    case 'agent':
      return (
        <>
          <span>
            <strong>{to.agent.name}</strong>{' '}
            <span className={styles.secondary}>{to.agent.groups.join(language() === 'en' ? ', ' : '、')}</span>
          </span>
          <PresenceTag presence={to.agent.presence} reason={to.agent.reason} />
        </>
      );
    case 'group':
      return (
        <>
          <span>
            <strong>{to.group.name}</strong> <span className={styles.secondary}>{t('transfer.group')}</span>
          </span>
          <span className={`${styles.secondary} tabular`}>
            {to.group.signedIn === 0
              ? t('transfer.unstaffed')
              : t('transfer.queue', { waiting: to.group.waiting, ready: to.group.ready })}
          </span>
        </>
      );
    case 'number':
      return (
        <>
          <strong className="tabular">{formatNumber(to.to)}</strong>
          <span className={styles.secondary}>{t('transfer.number')}</span>
        </>
      );
    case 'flow':
      return (
        <>
          <strong>{to.node ? to.node.title : t('transfer.start')}</strong>
          <span className={styles.secondary}>{t('transfer.flow')}</span>
        </>
      );
  }
}

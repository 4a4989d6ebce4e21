import { CloseOutlined, UserOutlined } from '@ant-design/icons';
import type { CallCard } from '@sibai/contracts';
import { maskNumber, formatNumber } from '@sibai/ui';
import { Button, Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import { consult, dismiss, useAct } from './call-actions';
import { KEYS } from './shortcuts';
import styles from './desk.module.css';

type CardParty = CallCard['parties'][number];

const nameOf = ({ kind, name }: CardParty): string => {
  if (kind !== 'number') return name;
  const masked = maskNumber(name);
  return masked === name ? formatNumber(name) : masked;
};

/** Who else is on the call, or is being called; and what can be done while the agent consults somebody. */
export function PartyList({ card }: { card: CallCard }) {
  const { t } = useTranslation('desk');
  const { act, acting } = useAct();
  const mine = card.role === 'handler';
  if (card.parties.length === 0 && !card.consult) return null;
  return (
    <section className={styles.parties} aria-label={t('parties.title')}>
      {card.consult && <Consult card={card} consulted={card.consult} />}
      {card.parties.length > 0 && (
        <>
          <div className={styles.secondary}>{t('parties.count', { count: card.parties.length + 2 })}</div>
          <ul>
            {card.parties.map((party) => (
              <li key={party.leg} data-party={party.state}>
                <UserOutlined aria-hidden />
                <span>{nameOf(party)}</span>
                {party.kind === 'supervisor' && <Tag color="purple">{t('parties.supervisor')}</Tag>}
                {party.state === 'ringing' && <Tag color="processing">{t('parties.ringing')}</Tag>}
                {party.state === 'away' && <Tag color="gold">{t('parties.away')}</Tag>}
                {mine && party.kind !== 'supervisor' && (
                  <Button
                    type="text"
                    size="small"
                    icon={<CloseOutlined aria-hidden />}
                    disabled={acting}
                    aria-label={t('parties.remove', { name: nameOf(party) })}
                    onClick={() => void act(() => dismiss(card.callId, party.leg))}
                  />
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Consult({ card, consulted }: { card: CallCard; consulted: NonNullable<CallCard['consult']> }) {
  const { t } = useTranslation('desk');
  const { act, acting } = useAct();
  const { party } = consulted;
  const name = nameOf(party);
  const there = party.state !== 'ringing';
  const withCaller = consulted.with === 'caller';
  const run = (verb: Parameters<typeof consult>[1]) => void act(() => consult(card.callId, verb));
  return (
    <div className={styles.consult} role="group" aria-label={t('parties.consult')} data-consult={party.state}>
      <div role="status">
        {!there
          ? t('parties.calling', { name })
          : party.state === 'away'
            ? t('parties.consulteeAway', { name })
            : t(withCaller ? 'parties.withCaller' : 'parties.withConsultee', { name })}
      </div>
      <div className={styles.choices}>
        {card.role === 'handler' && (
          <>
            <Button type="primary" disabled={!there || acting} onClick={() => run('complete')}>
              {t('parties.complete')}
              <Shortcut of="complete" />
            </Button>
            <Button disabled={!there || acting} onClick={() => run('swap')}>
              {t(withCaller ? 'parties.toConsultee' : 'parties.toCaller')}
              <Shortcut of="swap" />
            </Button>
            <Button disabled={!there || acting} onClick={() => run('merge')}>
              {t('parties.merge')}
            </Button>
            <Button danger disabled={acting} onClick={() => run('cancel')}>
              {t('parties.cancel')}
            </Button>
          </>
        )}
      </div>
    </div>
  );
}

const Shortcut = ({ of }: { of: 'complete' | 'swap' }) => (
  <kbd className={styles.key} aria-hidden>
    {KEYS[of][0]}
  </kbd>
);

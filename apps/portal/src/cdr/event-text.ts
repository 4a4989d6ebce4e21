import type { CallEvent, PartyWho, TransferTarget } from '@sibai/call';
import { formatNumber } from '@sibai/ui';
import type { TFunction } from 'i18next';

export interface Names {
  readonly agent: (id: string) => string;
  readonly group: (id: string) => string;
  readonly caller: (caller: string) => string;
  readonly cause: (cause: string) => string;
}

type DataOf<T extends CallEvent['type']> = Extract<CallEvent, { type: T }>['data'];
type Sentences = {
  readonly [T in CallEvent['type']]: (data: DataOf<T>, t: TFunction<'cdr'>, names: Names) => string;
};

/** What each event of a call means to a supervisor. A new event of libs/call does not compile without its sentence. */
const SENTENCES: Sentences = {
  'trunk.arrived': ({ caller, dialled }, t, names) =>
    t('event.arrived', { caller: names.caller(caller), dialled: formatNumber(dialled) }),
  'trunk.placed': ({ to, why }, t, names) =>
    t(why === 'callback' ? 'event.placedBack' : 'event.placed', { to: names.caller(to) }),
  'agent.dialled': ({ to, cli }, t, names) => t('event.dialledOut', { to: names.caller(to), cli: formatNumber(cli) }),
  'acd.overflowed': ({ to, reason }, t, { group }) =>
    t('event.overflowed', {
      to: t(`overflow.${to.kind}`, { group: to.kind === 'group' ? group(to.groupId) : '' }),
      reason: overflowReason(reason, t),
    }),
  'acd.callback_asked': ({ number }, t, names) => t('event.callbackAsked', { number: names.caller(number) }),
  'acd.redialled': (_, t) => t('event.redialled'),
  'trunk.refused': ({ cause }, t, { cause: text }) => t('event.refused', { cause: text(cause) }),
  'trunk.dialled': ({ to }, t) => t('event.dialled', { to: formatNumber(to) }),
  'trunk.connected': ({ to }, t) => t('event.connected', { to: formatNumber(to) }),
  'trunk.unconnected': ({ to, reason }, t) => t('event.unconnected', { to: formatNumber(to), reason }),
  'ivr.entered': ({ node, title }, t) => t('event.entered', { title: title || node }),
  'ivr.pressed': ({ key }, t) => t('event.pressed', { key }),
  'acd.queued': ({ groups }, t, { group }) => t('event.queued', { groups: groups.map(group).join(' / ') }),
  'acd.unstaffed': ({ groups }, t, { group }) => t('event.unstaffed', { groups: groups.map(group).join(' / ') }),
  'acd.announced': ({ place, estimateSeconds }, t) =>
    (place <= 1 ? t('event.announcedFirst') : t('event.announced', { place: place - 1 })) +
    (estimateSeconds === null ? '' : t('event.estimate', { seconds: estimateSeconds })),
  'acd.offered': ({ agentId, groupId }, t, { agent, group }) =>
    t('event.offered', { agent: agent(agentId), group: group(groupId) }),
  'agent.answered': ({ agentId }, t, { agent }) => t('event.answered', { agent: agent(agentId) }),
  'agent.unanswered': ({ agentId, reason }, t, { agent }) =>
    t('event.unanswered', { agent: agent(agentId), reason: t(`unanswered.${reason}`) }),
  'agent.held': ({ agentId }, t, { agent }) => t('event.held', { agent: agent(agentId) }),
  'agent.resumed': ({ agentId }, t, { agent }) => t('event.resumed', { agent: agent(agentId) }),
  'agent.left': ({ agentId, lost }, t, { agent }) =>
    t(lost ? 'event.leftLost' : 'event.left', { agent: agent(agentId) }),
  'agent.away': ({ agentId, party }, t, { agent }) =>
    t(party ? 'event.awayParty' : 'event.away', { agent: agent(agentId) }),
  'agent.attached': ({ agentId }, t, { agent }) => t('event.attached', { agent: agent(agentId) }),
  'agent.transferred': ({ to, mode }, t, names) =>
    t(mode === 'blind' ? 'event.transferred' : 'event.handedOver', { to: targetText(to, t, names) }),
  'agent.returned': ({ agentId }, t, { agent }) => t('event.returned', { agent: agent(agentId) }),
  'agent.consulted': ({ to }, t, names) => t('event.consulted', { to: targetText(to, t, names) }),
  'agent.consult_ended': ({ outcome }, t) => t(`event.consultEnded.${outcome}`),
  'agent.invited': ({ to }, t, names) => t('event.invited', { to: targetText(to, t, names) }),
  'agent.joined': ({ who }, t, names) => t('event.joined', { who: partyText(who, names) }),
  'agent.parted': ({ who, reason }, t, names) => t(`event.parted.${reason}`, { who: partyText(who, names) }),
  'agent.supervised': ({ userId, mode }, t, { agent }) => t(`event.supervised.${mode}`, { who: agent(userId) }),
  'recording.announced': ({ complete }, t) => t(complete ? 'event.told' : 'event.notTold'),
  'recording.declined': ({ key }, t) => t('event.declined', { key }),
  'agent.collecting': ({ kind }, t) => t('event.collecting', { what: t(`event.keys.${kind}`) }),
  'agent.collected': ({ kind, outcome, shown = '' }, t) =>
    t(`event.collected.${outcome}`, { what: t(`event.keys.${kind}`), shown }),
  'recording.paused': ({ by, reason }, t) => t(`event.paused.${reason}`, { by }),
  'recording.resumed': ({ by }, t) => (by === 'timer' ? t('event.resumedAlone') : t('event.resumedBy', { by })),
  'recording.started': (_, t) => t('event.recordingStarted'),
  'cdr.adopted': (_, t) => t('event.adopted'),
  'cdr.closed': ({ cause }, t, { cause: text }) => t('event.closed', { cause: text(cause) }),
};

function targetText(to: TransferTarget, t: TFunction<'cdr'>, names: Names): string {
  switch (to.kind) {
    case 'agent':
      return names.agent(to.agentId);
    case 'number':
      return names.caller(to.to);
    case 'group':
      return names.group(to.groupId);
    case 'flow':
      return t('event.flow');
  }
}

function partyText(who: PartyWho, names: Names): string {
  if (who.kind === 'number') return names.caller(who.to);
  return names.agent(who.kind === 'agent' ? who.agentId : who.userId);
}

const REASONS = ['after', 'at_length', 'max_wait', 'max_length', 'closed', 'holiday'] as const;

function overflowReason(reason: string, t: TFunction<'cdr'>): string {
  const known = REASONS.find((each) => each === reason);
  return known ? t(`overflowReason.${known}`) : reason;
}

const isKnown = (type: string): type is CallEvent['type'] => Object.hasOwn(SENTENCES, type);

/** A sentence for an event as it came over the wire; its bare type when a newer server sends one not known here. */
export function eventText(
  { type, data }: { type: string; data: Readonly<Record<string, unknown>> },
  t: TFunction<'cdr'>,
  names: Names,
): string {
  if (!isKnown(type)) return type;
  const sentence = SENTENCES[type] as (data: unknown, t: TFunction<'cdr'>, names: Names) => string;
  return sentence(data, t, names);
}

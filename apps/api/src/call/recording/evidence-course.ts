import type { CallEvent, Callee, PartyWho, SupervisionMode, TransferTarget } from '@sibai/call';

type DataOf<T extends CallEvent['type']> = Extract<CallEvent, { type: T }>['data'];
/** The name of an agent, a supervisor or a group; its id where there is none any more. */
type NameOf = (id: string) => string;
type Sentences = { readonly [T in CallEvent['type']]: (data: DataOf<T>, name: NameOf) => string };

const MODES: Record<SupervisionMode, string> = {
  listen: '开始监听，谁也听不到其声音',
  whisper: '开始密语，仅坐席听到',
  barge: '强插，双方都听到',
  take_over: '接管通话',
  ended: '退出监听',
};

const list = (ids: readonly string[], name: NameOf): string => ids.map(name).join('、');

function target(to: TransferTarget | Callee, name: NameOf): string {
  switch (to.kind) {
    case 'agent':
      return name(to.agentId);
    case 'number':
      return to.to;
    case 'group':
      return `技能组 ${name(to.groupId)}`;
    case 'flow':
      return '语音导航';
  }
}

function party(who: PartyWho, name: NameOf): string {
  if (who.kind === 'number') return who.to;
  return name(who.kind === 'agent' ? who.agentId : who.userId);
}

/** What happened in a call, as a court reads it. An event that is added does not compile without its sentence. */
const SENTENCES: Sentences = {
  'trunk.arrived': ({ caller, dialled }) => `来电到达：主叫 ${caller}，被叫 ${dialled}`,
  'trunk.placed': ({ to, dialled, why }) => `${why === 'callback' ? '回拨' : '外呼'} ${to}，本方号码 ${dialled}`,
  'trunk.refused': ({ cause }) => `来电未接入（${cause}）`,
  'trunk.dialled': ({ to }) => `转拨 ${to}`,
  'trunk.connected': ({ to }) => `${to} 接听`,
  'trunk.unconnected': ({ to, reason }) => `${to} 未接通（${reason}）`,
  'agent.dialled': ({ to, cli }) => `拨打 ${to}，外显 ${cli}`,
  'ivr.entered': ({ node, title }) => `进入语音导航“${title || node}”`,
  'ivr.pressed': ({ key }) => `客户按键 ${key}`,
  'acd.queued': ({ groups }, name) => `开始排队：${list(groups, name)}`,
  'acd.unstaffed': ({ groups }, name) => `无人签入：${list(groups, name)}`,
  'acd.announced': ({ place, estimateSeconds }) =>
    `播报排队位置：第 ${place} 位${estimateSeconds === null ? '' : `，预计等待 ${estimateSeconds} 秒`}`,
  'acd.overflowed': ({ to, reason }, name) =>
    `转往${to.kind === 'group' ? `技能组 ${name(to.groupId)}` : OVERFLOWS[to.kind]}（${reason}）`,
  'acd.callback_asked': ({ number }) => `登记回拨 ${number}`,
  'acd.redialled': () => '掉线后重拨，恢复原排队位置',
  'acd.offered': ({ agentId, groupId }, name) => `分配给 ${name(agentId)}（${name(groupId)}），开始振铃`,
  'agent.answered': ({ agentId, groupId }, name) => `${name(agentId)}（${name(groupId)}）接听`,
  'agent.unanswered': ({ agentId, reason }, name) => `${name(agentId)} 未接（${UNANSWERED[reason]}）`,
  'agent.held': ({ agentId }, name) => `${name(agentId)} 保持通话`,
  'agent.resumed': ({ agentId }, name) => `${name(agentId)} 恢复通话`,
  'agent.left': ({ agentId, lost }, name) => `${name(agentId)} ${lost ? '的连接中断' : '离开通话'}`,
  'agent.away': ({ agentId }, name) => `${name(agentId)} 的话机断开`,
  'agent.attached': ({ agentId }, name) => `${name(agentId)} 重新接入`,
  'agent.transferred': ({ to, mode }, name) => `${mode === 'blind' ? '' : '咨询后'}转接给 ${target(to, name)}`,
  'agent.returned': ({ agentId }, name) => `转接无人接听，转回 ${name(agentId)}`,
  'agent.collecting': ({ kind }) => `请客户按键输入（${KEYS[kind]}），坐席听不到`,
  'agent.collected': ({ kind, outcome, shown }) =>
    `按键输入结束（${KEYS[kind]}）：${COLLECTED[outcome]}${shown === undefined ? '' : ` ${shown}`}`,
  'agent.consulted': ({ to }, name) => `咨询 ${target(to, name)}，客户听保持音乐`,
  'agent.consult_ended': ({ outcome }) => `咨询结束：${CONSULTED[outcome]}`,
  'agent.invited': ({ to }, name) => `邀请 ${target(to, name)} 加入通话`,
  'agent.joined': ({ who }, name) => `${party(who, name)} 加入通话`,
  'agent.parted': ({ who, reason }, name) =>
    `${party(who, name)} ${{ left: '离开通话', removed: '被移出通话', unanswered: '未接听' }[reason]}`,
  'agent.supervised': ({ userId, mode }, name) => `${name(userId)} ${MODES[mode]}`,
  'recording.announced': ({ noticeVersion, complete }) =>
    `播放录音告知第 ${noticeVersion} 版，complete = ${complete}${complete ? '' : '（未播完）'}`,
  'recording.declined': ({ key }) => `客户按 ${key} 不同意录音`,
  'recording.started': () => '开始录音',
  'recording.paused': ({ by }) => `${by || '系统'}暂停录音`,
  'recording.resumed': ({ by }) => (by === 'timer' ? '暂停时间到，录音继续' : `${by || '系统'}恢复录音`),
  'cdr.adopted': () => '服务重启后接续本通话',
  'cdr.closed': ({ cause }) => `通话结束：${ENDS[cause] ?? cause}`,
};

const ENDS: Readonly<Record<string, string>> = {
  caller: '客户挂机',
  caller_lost: '客户音频中断',
  agent: '坐席挂机',
  far_end: '外线挂机',
  hung_up: '对方挂机',
  media_restarted: '媒体服务重启',
  gone_while_away: '服务重启期间客户已挂机',
  failed: '内部故障',
  voicemail: '已留言',
  callback: '已登记回拨',
};
const UNANSWERED = { no_answer: '超时', declined: '拒接', failed: '话机不可达', lost: '页面已关闭' };
const CONSULTED = {
  completed: '完成转接',
  cancelled: '取消，回到客户',
  merged: '并入多方通话',
  unanswered: '对方未接',
  left: '对方挂机',
};
const OVERFLOWS = { number: '外线号码', voicemail: '留言', callback: '回拨', node: '语音导航', hangup: '播报后挂断' };
const KEYS = { digits: '号码', order: '订单号', password: '密码', id_card: '身份证号', card: '卡号' };
const COLLECTED = { done: '已输入', wrong: '输入有误', timeout: '没有输完', cancelled: '已取消' };

/** The sentence of an event as it is stored; its bare type where an event is older or newer than this. */
export function courseOf(
  { type, data }: { readonly type: string; readonly data: Readonly<Record<string, unknown>> },
  name: NameOf,
): string {
  if (!Object.hasOwn(SENTENCES, type)) return type;
  return (SENTENCES[type as CallEvent['type']] as (data: unknown, name: NameOf) => string)(data, name);
}

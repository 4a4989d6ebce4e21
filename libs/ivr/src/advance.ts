import { assertNever } from '@sibai/kernel';

import {
  type Digit,
  type Flow,
  type FlowNode,
  MAX_NODES,
  type NodeId,
  type NodeOf,
  nodeOf,
  type Prompt,
} from './flow.js';
import { opening } from './hours.js';
import {
  type Clock,
  type Effect,
  type FlowHangupCause,
  type Input,
  MAX_PATH,
  type Position,
  type Step,
} from './position.js';
import { expand } from './variables.js';

/** Things said and waited for in one call. A dialling machine that feeds a menu for ever ends here. */
const MAX_TURNS = 500;

/** A caller about to enter the flow. */
export function newPosition(flow: Flow, variables: Readonly<Record<string, string>> = {}): Position {
  return { node: flow.start, awaiting: 'start', tries: 0, turn: 0, variables, path: [] };
}

/**
 * Moves a caller by what happened. Does nothing itself: what must happen is returned as effects, in order.
 * An input that is late or has no meaning where the caller is leaves the position as it was.
 */
export function advance(flow: Flow, position: Position, input: Input, clock: Clock): Step {
  const stay: Step = { position, effects: [] };
  if (position.awaiting === 'ended' || isLate(position, input)) return stay;

  const node = nodeOf(flow, position.node);
  if (!node) return end(position, 'flow_broken');
  const go = (to: NodeId, typedAhead?: Digit) => enter(flow, position, to, clock, typedAhead);

  switch (input.type) {
    case 'start':
      return position.awaiting === 'start' ? go(flow.start) : stay;

    case 'played':
      if (position.awaiting !== 'prompt') return stay;
      if (node.kind === 'play') return go(node.next);
      if (node.kind === 'menu') return listen(position, node);
      return node.kind === 'hangup' ? end(position, node.cause) : stay;

    case 'key':
      if (node.kind === 'menu') return pressed(flow, position, node, input.digit, clock);
      if (node.kind !== 'play' || position.awaiting !== 'prompt' || !node.bargeIn) return stay;
      return after([{ do: 'stop_playing' }], go(node.next, input.digit));

    case 'timeout':
      return position.awaiting === 'key' && node.kind === 'menu'
        ? askAgain(flow, position, node, node.onTimeout, clock)
        : stay;

    case 'nobody':
      if (position.awaiting !== 'queue' || node.kind !== 'queue') return stay;
      return node.nobody === undefined ? end(position, 'nobody') : go(node.nobody);

    case 'returned':
      if (position.awaiting === 'dial' && node.kind === 'number') return go(node.next);
      if (position.awaiting !== 'queue' || node.kind !== 'queue') return stay;
      return node.nobody === undefined ? end(position, 'queue_failed') : go(node.nobody);

    case 'resume':
      return resume(position, node) ?? stay;

    default:
      return assertNever(input);
  }
}

function isLate(position: Position, input: Input): boolean {
  return 'turn' in input && input.turn !== undefined && input.turn !== position.turn;
}

/** Runs through nodes from `target` until one has something to wait for, or the call is at its end. */
function enter(flow: Flow, from: Position, target: NodeId, clock: Clock, typedAhead?: Digit): Step {
  let position = from;
  let id = target;
  let key = typedAhead;
  // Whoever passes more nodes without a pause than a flow can have is going round in a circle.
  for (let hops = 0; hops < MAX_NODES; hops++) {
    const node = nodeOf(flow, id);
    if (!node) return end({ ...position, node: id }, 'flow_broken');
    position = visit(position, id, node);

    switch (node.kind) {
      case 'play': {
        const said = say(position, node.prompts, node.bargeIn);
        if (said) return said;
        id = node.next;
        break;
      }
      case 'menu': {
        const chosen = key !== undefined && node.bargeIn ? node.options[key] : undefined;
        if (key === undefined || chosen === undefined)
          return say(position, node.prompts, node.bargeIn) ?? listen(position, node);
        position = withKey(position, key);
        key = undefined;
        id = chosen;
        break;
      }
      case 'hours': {
        const { open, holiday } = opening(node, clock.now, node.holidays ? clock.calendar : undefined);
        if (holiday !== null) position = { ...position, variables: { ...position.variables, holiday } };
        id = open ? node.open : holiday === null ? node.closed : (node.holiday ?? node.closed);
        break;
      }
      case 'set':
        position = {
          ...position,
          variables: { ...position.variables, [node.variable]: expand(node.value, position.variables) },
        };
        id = node.next;
        break;
      case 'queue':
        return { position: { ...position, awaiting: 'queue' }, effects: [queue(node)] };
      case 'number':
        return {
          position: { ...position, awaiting: 'dial' },
          effects: [{ do: 'dial', to: node.to, timeoutSeconds: node.timeoutSeconds }],
        };
      case 'hangup':
        return say(position, node.prompts, false) ?? end(position, node.cause);
      default:
        return assertNever(node);
    }
  }
  return end(position, 'flow_loop');
}

function pressed(flow: Flow, position: Position, menu: NodeOf<'menu'>, digit: Digit, clock: Clock): Step {
  const playing = position.awaiting === 'prompt';
  if (!(playing && menu.bargeIn) && position.awaiting !== 'key') return { position, effects: [] };

  const chosen = menu.options[digit];
  const next =
    chosen === undefined
      ? askAgain(flow, position, menu, menu.onWrong, clock)
      : enter(flow, withKey(position, digit), chosen, clock);
  return after([playing ? { do: 'stop_playing' } : { do: 'clear_timer' }], next);
}

function askAgain(flow: Flow, asked: Position, menu: NodeOf<'menu'>, why: Prompt | undefined, clock: Clock): Step {
  const position = { ...asked, tries: asked.tries + 1 };
  if (position.tries >= menu.retries) return enter(flow, position, menu.exhausted, clock);
  return say(position, why ? [why, ...menu.prompts] : menu.prompts, menu.bargeIn) ?? listen(position, menu);
}

function resume(position: Position, node: FlowNode): Step | undefined {
  if (position.awaiting === 'key' && node.kind === 'menu') return listen(position, node);
  if (position.awaiting !== 'prompt') return undefined;
  if (node.kind === 'menu' || node.kind === 'play') return say(position, node.prompts, node.bargeIn);
  return node.kind === 'hangup' ? say(position, node.prompts, false) : undefined;
}

/** Says what is left to say once variables are filled in; undefined when that is nothing. */
function say(position: Position, prompts: readonly Prompt[], interruptible: boolean): Step | undefined {
  const filled = prompts
    .map((p) => (p.kind === 'text' ? { ...p, text: expand(p.text, position.variables).trim() } : p))
    .filter((p) => p.kind !== 'text' || p.text !== '');
  if (filled.length === 0) return undefined;
  return take(position, 'prompt', (turn) => ({ do: 'play', prompts: filled, interruptible, turn }));
}

function listen(position: Position, menu: NodeOf<'menu'>): Step {
  return take(position, 'key', (turn) => ({ do: 'start_timer', ms: menu.timeoutMs, turn }));
}

function take(position: Position, awaiting: 'prompt' | 'key', effect: (turn: number) => Effect): Step {
  const turn = position.turn + 1;
  if (turn > MAX_TURNS) return end(position, 'flow_loop');
  return { position: { ...position, awaiting, turn }, effects: [effect(turn)] };
}

function end(position: Position, cause: FlowHangupCause): Step {
  return { position: { ...position, awaiting: 'ended' }, effects: [{ do: 'hangup', cause }] };
}

const after = (first: readonly Effect[], { position, effects }: Step): Step => ({
  position,
  effects: [...first, ...effects],
});

const visit = (position: Position, id: NodeId, { title }: FlowNode): Position => ({
  ...position,
  node: id,
  tries: 0,
  path: [...position.path, { node: id, title }].slice(-MAX_PATH),
});

const withKey = (position: Position, key: Digit): Position => ({
  ...position,
  path: position.path.map((step, i, all) => (i === all.length - 1 ? { ...step, key } : step)),
});

const queue = ({ groups, musicOnHold, announce, nobody }: NodeOf<'queue'>): Effect => ({
  do: 'queue',
  groups,
  ...(musicOnHold !== undefined && { musicOnHold }),
  announce,
  handlesNobody: nobody !== undefined,
});

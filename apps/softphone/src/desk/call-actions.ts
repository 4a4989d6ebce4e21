import { PlacedCall, type TransferTarget } from '@sibai/contracts';
import { call, json, send, useErrorText } from '@sibai/ui';
import { App } from 'antd';
import { useState } from 'react';

const post = (callId: string, what: string, body?: unknown): Promise<void> =>
  send(`/agent/calls/${callId}/${what}`, json('POST', body));

/** What can be done with the call at hand. The desk's next push shows what has come of it. */
export const hold = (callId: string, on: boolean): Promise<void> => post(callId, 'hold', { on });
export const transfer = (
  callId: string,
  to: TransferTarget,
  mode: 'blind' | 'attended',
  note?: string,
): Promise<void> => post(callId, 'transfer', { to, mode, note });
export const consult = (callId: string, verb: 'complete' | 'cancel' | 'swap' | 'merge'): Promise<void> =>
  post(callId, `consult/${verb}`);
export const invite = (callId: string, to: TransferTarget, note?: string): Promise<void> =>
  post(callId, 'parties', { to, note });
export const dismiss = (callId: string, leg: string): Promise<void> =>
  send(`/agent/calls/${callId}/parties/${leg}`, { method: 'DELETE' });

/** The agent's own phone rings first and answers by itself, then the number is called. */
export const dialOut = (to: string, from: { lineId?: string; groupId?: string } = {}): Promise<PlacedCall> =>
  call(PlacedCall, '/agent/calls', json('POST', { to, ...from }));
export const giveUp = (callId: string): Promise<void> => send(`/agent/calls/${callId}`, { method: 'DELETE' });

/** Runs one thing at a time, and tells in words when it was refused. */
export function useAct(): { act: (work: () => Promise<unknown>) => Promise<boolean>; acting: boolean } {
  const { message } = App.useApp();
  const errorText = useErrorText();
  const [acting, setActing] = useState(false);
  const act = async (work: () => Promise<unknown>): Promise<boolean> => {
    if (acting) return false;
    setActing(true);
    try {
      await work();
      return true;
    } catch (error) {
      void message.error(errorText(error));
      return false;
    } finally {
      setActing(false);
    }
  };
  return { act, acting };
}

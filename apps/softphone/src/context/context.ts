import {
  CallContext,
  Contact,
  ContactPage,
  Disposition,
  type IdentifyCaller,
  type OpenTicket,
  type SaidSentences,
  TicketDetail,
} from '@sibai/contracts';
import { call, json, send } from '@sibai/ui';
import { queryOptions } from '@tanstack/react-query';
import * as z from 'zod';

import { Store } from '../platform/store';

const at = (callId: string, rest: string): string => `/agent/calls/${callId}/${rest}`;

/** What there is to know of a call: asked once, and again after what the agent adds to it. */
export const contextQuery = (callId: string) =>
  queryOptions({
    queryKey: ['context', callId],
    staleTime: 60_000,
    queryFn: ({ signal }) => call(CallContext, at(callId, 'context'), { signal }),
  });

export const dispositionsQuery = queryOptions({
  queryKey: ['dispositions'],
  staleTime: 300_000,
  queryFn: ({ signal }) => call(z.array(Disposition), '/dispositions', { signal }),
});

export const foundContacts = (q: string) =>
  queryOptions({
    queryKey: ['contacts', q],
    enabled: q.trim() !== '',
    queryFn: ({ signal }) => call(ContactPage, `/contacts?limit=8&q=${encodeURIComponent(q)}`, { signal }),
  });

export const identify = (callId: string, who: IdentifyCaller) => call(Contact, at(callId, 'contact'), json('PUT', who));
export const openTicket = (wish: OpenTicket) => call(TicketDetail, '/tickets', json('POST', wish));
export const saySentences = (callId: string, said: SaidSentences) => send(at(callId, 'script'), json('PUT', said));

/** The call a ticket is being written for. */
class TicketPad extends Store<string | null> {
  constructor() {
    super(null);
  }

  open(callId: string): void {
    this.become(callId);
  }

  close(): void {
    this.become(null);
  }
}

export const ticketPad = new TicketPad();

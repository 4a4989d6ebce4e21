import {
  type AddDoNotCall,
  Callback,
  CallbackPage,
  CallerNumber,
  type ChangeCallback,
  DoNotCallPage,
  type HandleVoicemail,
  ImportedDoNotCall,
  OutboundSettings,
  OutboundTryPage,
  type SaveCallerNumber,
  type SaveOutboundSettings,
  Voicemail,
  VoicemailPage,
} from '@sibai/contracts';
import { call, json, send } from '@sibai/ui';
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import * as z from 'zod';

const KEY = ['outbound'] as const;

const query = (params: Readonly<Record<string, string | boolean | null | undefined>>): string =>
  new URLSearchParams(
    Object.entries(params).flatMap(([key, value]) =>
      value === null || value === undefined || value === '' ? [] : [[key, String(value)]],
    ),
  ).toString();

export const settings = queryOptions({
  queryKey: [...KEY, 'settings'],
  queryFn: ({ signal }) => call(OutboundSettings, '/outbound/settings', { signal }),
});

export const callerNumbers = queryOptions({
  queryKey: [...KEY, 'numbers'],
  queryFn: ({ signal }) => call(z.array(CallerNumber), '/outbound/numbers', { signal }),
});

export const doNotCall = (q: string) =>
  infiniteQueryOptions({
    queryKey: [...KEY, 'do-not-call', q],
    queryFn: ({ signal, pageParam }) =>
      call(DoNotCallPage, `/outbound/do-not-call?${query({ q, before: pageParam })}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });

export const tries = (q: string, refused: boolean) =>
  infiniteQueryOptions({
    queryKey: [...KEY, 'tries', q, refused],
    queryFn: ({ signal, pageParam }) =>
      call(OutboundTryPage, `/outbound/tries?${query({ q, refused: refused || null, before: pageParam })}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });

export interface CallbackFilter {
  readonly q: string;
  readonly groupId: string | null;
  readonly open: boolean;
}

export const callbackParams = ({ q, groupId, open }: CallbackFilter): string =>
  query({ q, groupId, open: open || null });

/** Those that are open move by themselves: looked at again every few seconds. */
export const callbacks = (filter: CallbackFilter) =>
  infiniteQueryOptions({
    queryKey: ['callbacks', filter],
    queryFn: ({ signal, pageParam }) =>
      call(CallbackPage, `/callbacks?${callbackParams(filter)}&${query({ before: pageParam })}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchInterval: 5_000,
  });

export const voicemails = (filter: {
  readonly q: string;
  readonly groupId: string | null;
  readonly handled: boolean;
}) =>
  infiniteQueryOptions({
    queryKey: ['voicemails', filter],
    queryFn: ({ signal, pageParam }) =>
      call(VoicemailPage, `/voicemails?${query({ ...filter, before: pageParam })}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchInterval: 10_000,
  });

/** A change after which what is shown of that kind is read again. */
function useChange<V, T>(key: readonly string[], change: (value: V) => Promise<T>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => client.invalidateQueries({ queryKey: key }) });
}

export const useSaveSettings = () =>
  useChange(KEY, (value: SaveOutboundSettings) => call(OutboundSettings, '/outbound/settings', json('PUT', value)));

export const useSaveNumber = (id: string | null) =>
  useChange(KEY, (value: z.input<typeof SaveCallerNumber>) =>
    id === null
      ? call(CallerNumber, '/outbound/numbers', json('POST', value))
      : call(CallerNumber, `/outbound/numbers/${id}`, json('PUT', value)),
  );

export const useRemoveNumber = () =>
  useChange(KEY, (id: string) => send(`/outbound/numbers/${id}`, { method: 'DELETE' }));

export const useAddDoNotCall = () =>
  useChange(KEY, (value: z.input<typeof AddDoNotCall>) => send('/outbound/do-not-call', json('POST', value)));

export const useImportDoNotCall = () =>
  useChange(KEY, (text: string) => call(ImportedDoNotCall, '/outbound/do-not-call/import', json('POST', { text })));

export const useRemoveDoNotCall = () =>
  useChange(KEY, (id: string) => send(`/outbound/do-not-call/${id}`, { method: 'DELETE' }));

export const useChangeCallback = (id: string | null) =>
  useChange(['callbacks'], (value: z.input<typeof ChangeCallback>) =>
    call(Callback, `/callbacks/${id}`, json('PATCH', value)),
  );

export const useCancelCallback = () =>
  useChange(['callbacks'], (id: string) => send(`/callbacks/${id}/cancel`, json('POST')));

export const useHandleVoicemail = () =>
  useChange(['voicemails'], ({ id, ...value }: HandleVoicemail & { id: string }) =>
    call(Voicemail, `/voicemails/${id}/handled`, json('POST', value)),
  );

/** What this client reads of Asterisk's REST Interface; fields not named here are ignored. */
export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly state: 'Down' | 'Rsrvd' | 'OffHook' | 'Dialing' | 'Ring' | 'Ringing' | 'Up' | 'Busy' | (string & {});
  readonly caller: { readonly number: string; readonly name: string };
  readonly dialplan: {
    readonly context: string;
    readonly exten: string;
    readonly app_name: string;
    readonly app_data: string;
  };
  readonly creationtime: string;
}

export interface Bridge {
  readonly id: string;
  readonly channels: readonly string[];
}

/** The events this client asks for. `cause` is a Q.850 cause: 16 normal, 17 busy, 19 no answer, 21 rejected, … */
export type AriEvent =
  | { readonly type: 'StasisStart'; readonly args: readonly string[]; readonly channel: Channel }
  | { readonly type: 'StasisEnd'; readonly channel: Channel }
  /** Not every request names its cause. */
  | { readonly type: 'ChannelHangupRequest'; readonly cause?: number; readonly channel: Channel }
  | { readonly type: 'ChannelDestroyed'; readonly cause: number; readonly cause_txt: string; readonly channel: Channel }
  | {
      readonly type: 'ChannelDtmfReceived';
      readonly digit: string;
      readonly duration_ms: number;
      readonly channel: Channel;
    }
  /** Of a channel that is called: `PROGRESS`, `RINGING`, `ANSWER`, and how it ended. */
  | { readonly type: 'Dial'; readonly caller?: Channel; readonly peer: Channel; readonly dialstatus: string }
  | { readonly type: 'ChannelHold'; readonly channel: Channel }
  | { readonly type: 'ChannelUnhold'; readonly channel: Channel }
  | { readonly type: 'RecordingFinished' | 'RecordingFailed'; readonly recording: { readonly name: string } }
  | { readonly type: 'PlaybackFinished'; readonly playback: { readonly id: string; readonly state: string } };

/** Another socket was opened for the same application: events go there now. */
export interface ApplicationReplaced {
  readonly type: 'ApplicationReplaced';
}

export const EVENT_TYPES = [
  'StasisStart',
  'StasisEnd',
  'ChannelHangupRequest',
  'ChannelDestroyed',
  'ChannelDtmfReceived',
  'Dial',
  'ChannelHold',
  'ChannelUnhold',
  'PlaybackFinished',
  'RecordingFinished',
  'RecordingFailed',
  'ApplicationReplaced',
] as const satisfies readonly (AriEvent | ApplicationReplaced)['type'][];

/** A channel that is made to be called later on, and until then stands in the application. */
export interface Create {
  readonly endpoint: string;
  readonly channelId: string;
  /** Of the other half of a Local channel. */
  readonly otherChannelId: string;
  readonly args: readonly string[];
  readonly originator: string;
  readonly variables: Readonly<Record<string, string>>;
}

export interface Originate {
  readonly endpoint: string;
  readonly channelId: string;
  readonly context: string;
  readonly extension: string;
  /** `Name <number>` or a number. */
  readonly callerId?: string;
  readonly timeoutSeconds: number;
  readonly variables?: Readonly<Record<string, string>>;
  /** The channel whose formats the new one should offer first, so that nothing is transcoded. */
  readonly originator?: string;
}

export interface AsteriskInfo {
  readonly system: { readonly version: string; readonly entity_id: string };
  readonly status: { readonly startup_time: string };
}

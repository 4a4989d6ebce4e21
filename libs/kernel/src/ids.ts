declare const brand: unique symbol;

/** A string that only its own constructor may produce, so a GroupId can never be passed as an AgentId. */
export type Id<B extends string> = string & { readonly [brand]: B };

export type TenantId = Id<'Tenant'>;
export type UserId = Id<'User'>;
/** An agent is a user who takes calls: both ids have the same value. */
export type AgentId = Id<'Agent'>;
export type GroupId = Id<'Group'>;
export type CallId = Id<'Call'>;
export type AssignmentId = Id<'Assignment'>;
export type RecordingId = Id<'Recording'>;
/** A leg the engine dials: an agent's, a number's or a supervisor's. Its recording has the same id. */
export type LegId = Id<'Leg'>;
export type ListeningId = Id<'Listening'>;
export type HearingGrantId = Id<'HearingGrant'>;
export type AlarmId = Id<'Alarm'>;
export type ApiTokenId = Id<'ApiToken'>;
export type ContactId = Id<'Contact'>;
export type TicketId = Id<'Ticket'>;
export type ScriptId = Id<'Script'>;
export type TrunkId = Id<'Trunk'>;
export type LineId = Id<'Line'>;
export type FlowId = Id<'Flow'>;
export type FlowVersionId = Id<'FlowVersion'>;
export type FileId = Id<'File'>;
export type TariffId = Id<'Tariff'>;
export type PlanChoiceId = Id<'PlanChoice'>;
export type PayOrderId = Id<'PayOrder'>;
export type OnboardingEventId = Id<'OnboardingEvent'>;
export type VerificationId = Id<'Verification'>;
export type MaterialId = Id<'Material'>;
export type ContractId = Id<'Contract'>;
export type TermsId = Id<'Terms'>;

/** Milliseconds since the epoch. Pure code is handed the time; it never asks for it. */
export type Instant = number;

export function assertNever(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`);
}

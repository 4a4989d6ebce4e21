/** What the client can do about a refusal. Transports map the kind, never the code. */
export type ErrorKind =
  'invalid' | 'unauthenticated' | 'forbidden' | 'missing' | 'conflict' | 'too_many' | 'unavailable';

/** Every way a request may be refused. Adding a code here, and its sentence in libs/ui, is all it takes. */
export const ERRORS = {
  'request.invalid': 'invalid',
  'request.too_many': 'too_many',
  'route.missing': 'missing',
  'session.required': 'unauthenticated',
  'session.bad_credentials': 'unauthenticated',
  'session.throttled': 'too_many',
  'permission.denied': 'forbidden',
  'message.unavailable': 'unavailable',
  'code.wrong': 'invalid',
  'code.expired': 'conflict',
  'code.used_up': 'conflict',
  'code.too_soon': 'too_many',
  'code.too_many': 'too_many',
  'user.missing': 'missing',
  'user.email_taken': 'conflict',
  'group.missing': 'missing',
  'group.name_taken': 'conflict',
  'group.in_use': 'conflict',
  'trunk.missing': 'missing',
  'trunk.name_taken': 'conflict',
  'trunk.username_taken': 'conflict',
  'trunk.in_use': 'conflict',
  'line.missing': 'missing',
  'line.number_taken': 'conflict',
  'line.not_ready': 'conflict',
  'line.over_plan': 'conflict',
  'line.other_access': 'conflict',
  'line.number_fixed': 'conflict',
  'line.check_running': 'conflict',
  'line.check_missing': 'missing',
  'line.change_open': 'conflict',
  'line.change_missing': 'missing',
  'line.change_not_now': 'conflict',
  'line.mistyped': 'invalid',
  'line.no_contact': 'conflict',
  'line.transfer_to_self': 'conflict',
  'flow.missing': 'missing',
  'flow.invalid': 'invalid',
  'prompt.missing': 'missing',
  'prompt.not_wav': 'invalid',
  'prompt.too_long': 'invalid',
  'prompt.too_large': 'invalid',
  'prompt.no_voice': 'unavailable',
  'agent.no_group': 'conflict',
  'agent.on_call': 'conflict',
  'agent.not_on_call': 'conflict',
  'call.missing': 'missing',
  'call.ended': 'conflict',
  'recording.missing': 'missing',
  'recording.not_sealed': 'conflict',
  'recording.damaged': 'unavailable',
  'telephony.unavailable': 'unavailable',
  'verification.missing': 'missing',
  'verification.wrong_state': 'conflict',
  'verification.stale': 'conflict',
  'verification.incomplete': 'invalid',
  'verification.in_review': 'conflict',
  'verification.claimed': 'conflict',
  'verification.papers_expired': 'invalid',
  'verification.reason_missing': 'invalid',
  'verification.second_pair': 'forbidden',
  'verification.own': 'forbidden',
  'verification.material_missing': 'missing',
  'verification.material_unknown': 'invalid',
  'verification.document_refused': 'invalid',
  'verification.mobile_unknown': 'invalid',
  'number.missing': 'missing',
  'number.taken': 'conflict',
  'number.hold_limit': 'conflict',
  'number.hold_again': 'too_many',
  'number.not_held': 'conflict',
  'number.free': 'conflict',
  'number.not_waitable': 'conflict',
  'number.wait_limit': 'conflict',
  'number.state_changed': 'conflict',
  'number_import.missing': 'missing',
  'number_import.running': 'conflict',
  'number_import.ended': 'conflict',
  'number_import.too_large': 'invalid',
  'tariff.missing': 'missing',
  'tariff.past': 'invalid',
  'tariff.changed': 'conflict',
  'plan.missing': 'missing',
  'plan.not_offered': 'invalid',
  'plan.signed': 'conflict',
  'file.missing': 'missing',
  'file.damaged': 'unavailable',
  'contract.not_ready': 'conflict',
  'contract.missing': 'missing',
  'contract.changed': 'conflict',
  'contract.signed': 'conflict',
  'contract.no_code': 'conflict',
  'contract.cannot_sign': 'unavailable',
  'contract.not_pdf': 'invalid',
  'contract.too_large': 'invalid',
  'contract.over': 'conflict',
  'terms.past': 'invalid',
  'terms.same': 'conflict',
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;

/** A refusal the client can act on. Anything else that is thrown is a bug and ends as a 500 with a logged id. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, details: Readonly<Record<string, unknown>> = {}, options?: ErrorOptions) {
    super(code, options);
    this.code = code;
    this.details = details;
  }

  get kind(): ErrorKind {
    return ERRORS[this.code];
  }
}

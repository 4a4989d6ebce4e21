import type { Ready } from '@sibai/contracts';

/** What the readiness page asks of the live engine. */
export abstract class Telephony {
  abstract status(): Pick<Ready['parts'], 'asterisk' | 'ari' | 'speech' | 'vault'>;
}

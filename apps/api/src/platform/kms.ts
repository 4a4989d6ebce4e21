import { DomainError } from '@sibai/kernel';

const TRIES = 3;
const TIMEOUT_MS = 5_000;
const AGAIN_MS = 200;
/** What the keys are sealed for: a text of another program's does not open as one. */
const BINDING = Buffer.from('sibai installation key').toString('base64');

/**
 * Wraps the installation's keys by one that never leaves a key management system: the transit engine of HashiCorp Vault and
 * OpenBao. It is asked when a process reads the key file, and when keys are made; no call waits for it.
 */
export class TransitKms {
  readonly #url: URL;
  readonly #key: string;
  readonly #token: string;

  /** `https://host:8200/v1/transit?key=name`: where the engine is mounted, and the name of a key of its type aes256-gcm96. */
  constructor(address: string, token: string) {
    this.#url = new URL(address);
    this.#key = this.#url.searchParams.get('key') ?? '';
    this.#url.search = '';
    this.#token = token;
  }

  async wrap(key: Buffer): Promise<string> {
    const { ciphertext } = await this.#ask('encrypt', { plaintext: key.toString('base64'), associated_data: BINDING });
    if (!ciphertext) throw away('it answered without a ciphertext');
    return ciphertext;
  }

  async unwrap(ciphertext: string): Promise<Buffer> {
    const { plaintext } = await this.#ask('decrypt', { ciphertext, associated_data: BINDING });
    if (!plaintext) throw away('it answered without a plaintext');
    return Buffer.from(plaintext, 'base64');
  }

  async #ask(act: 'encrypt' | 'decrypt', body: object): Promise<{ ciphertext?: string; plaintext?: string }> {
    const url = `${this.#url.href.replace(/\/+$/, '')}/${act}/${encodeURIComponent(this.#key)}`;
    for (let tries = 1; ; tries++)
      try {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'X-Vault-Token': this.#token, 'content-type': 'application/json' },
          body: JSON.stringify(body),
          signal: AbortSignal.timeout(TIMEOUT_MS),
        });
        // What is asked wrongly, or may not be asked, is not asked again.
        if (response.status >= 400 && response.status < 500) throw away(`it refused with ${response.status}`);
        if (!response.ok) throw new Error(`it answered ${response.status}`);
        return ((await response.json()) as { data?: object }).data ?? {};
      } catch (error) {
        if (error instanceof DomainError) throw error;
        if (tries >= TRIES) throw away(error instanceof Error ? error.message : String(error), error);
        await new Promise((passed) => setTimeout(passed, AGAIN_MS * tries));
      }
  }
}

const away = (reason: string, cause?: unknown): DomainError => new DomainError('vault.kms_away', { reason }, { cause });

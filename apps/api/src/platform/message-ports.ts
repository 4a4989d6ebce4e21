import { createHmac } from 'node:crypto';

import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createTransport, type Transporter } from 'nodemailer';

import { ENV, type Env } from './env.js';

export type Channel = 'mail' | 'sms';

/** A message as it leaves: `id` is the same at each try, so that the far end may know it again. */
export interface Outgoing {
  readonly id: string;
  readonly address: string;
  readonly template: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly subject: string;
  readonly text: string;
}

/** The far end will never take this message; any other failure may pass. */
export class Undeliverable extends Error {}

/** The ways out of the product: SMTP for mail, a signed HTTP request for short messages. */
@Injectable()
export class MessagePorts implements OnApplicationShutdown {
  readonly #mail: Transporter | undefined;

  constructor(@Inject(ENV) private readonly env: Env) {
    if (env.SMTP_URL)
      this.#mail = createTransport({
        url: env.SMTP_URL,
        connectionTimeout: env.MESSAGE_TIMEOUT_MS,
        greetingTimeout: env.MESSAGE_TIMEOUT_MS,
        socketTimeout: env.MESSAGE_TIMEOUT_MS,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
  }

  has(channel: Channel): boolean {
    return channel === 'mail' ? this.#mail !== undefined : this.env.SMS_URL !== undefined;
  }

  async deliver(channel: Channel, message: Outgoing): Promise<void> {
    if (channel === 'mail') await this.#sendMail(message);
    else await this.#sendSms(message);
  }

  async #sendMail({ id, address, subject, text }: Outgoing): Promise<void> {
    if (!this.#mail) throw new Error('SMTP_URL is not set');
    const domain = /@([^>\s]+)>?$/.exec(this.env.MAIL_FROM)?.[1] ?? 'sibai';
    try {
      await this.#mail.sendMail({
        messageId: `<${id}@${domain}>`,
        from: this.env.MAIL_FROM,
        // Given apart from the headers, so that an address can never be read as two.
        to: { name: '', address },
        subject,
        text,
      });
    } catch (error) {
      const { code, responseCode = 0 } = error as { code?: string; responseCode?: number };
      if (code === 'EENVELOPE' && responseCode >= 500) throw new Undeliverable((error as Error).message);
      throw error;
    }
  }

  /** The protocol is described in docs/configuration.md. */
  async #sendSms({ id, address, template, params, text }: Outgoing): Promise<void> {
    if (!this.env.SMS_URL) throw new Error('SMS_URL is not set');
    const url = new URL(this.env.SMS_URL);
    const { username: key, password: secret } = url;
    url.username = url.password = '';
    const body = JSON.stringify({ id, to: address, template, params, text });
    // Not the clock of the business: the far end holds the time against its own.
    const at = String(Math.floor(Date.now() / 1000));
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'idempotency-key': id,
        'sibai-key': decodeURIComponent(key),
        'sibai-time': at,
        'sibai-signature': createHmac('sha256', decodeURIComponent(secret)).update(`${at}.${id}.${body}`).digest('hex'),
      },
      redirect: 'error',
      signal: AbortSignal.timeout(this.env.MESSAGE_TIMEOUT_MS),
    });
    await response.body?.cancel();
    if (response.ok) return;
    const why = `the SMS gateway answered ${response.status}`;
    if (response.status < 500 && ![401, 403, 408, 425, 429].includes(response.status)) throw new Undeliverable(why);
    throw new Error(why);
  }

  onApplicationShutdown(): void {
    this.#mail?.close();
  }
}

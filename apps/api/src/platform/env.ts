import { fileURLToPath } from 'node:url';
import { resolve } from 'node:path';

import * as z from 'zod';

const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url));

const ROLES = ['api', 'engine', 'jobs'] as const;
const postgres = z.url({ protocol: /^postgres(ql)?$/ });
const port = z.coerce.number().int().min(0).max(65_535);
const optional = z.string().min(1).optional();
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);
const path = z
  .string()
  .min(1)
  .transform((text) => resolve(text));

const schema = z.object({
  NODE_ENV: z
    .enum(['development', 'test', 'production'])
    .default('development')
    .describe('`production` logs JSON and hides stack traces.'),
  PORT: port.default(3000).describe('HTTP port of the portal, the desk and the API.'),
  HOST: z.string().default('0.0.0.0').describe('Address the HTTP port is bound to.'),
  METRICS_PORT: port.default(9464).describe('Port of the Prometheus metrics, on 127.0.0.1 only.'),
  DATABASE_URL: postgres.describe('Postgres, as the role `sibai_app`, which row-level security binds.'),
  DATABASE_OWNER_URL: postgres
    .optional()
    .describe('Postgres, as the owner of the tables. Needed by migrate and seed only.'),
  DATABASE_POOL: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(10)
    .describe('Connections of one process to Postgres.'),
  ARI_URLS: list
    .pipe(z.array(z.url({ protocol: /^https?$/ })))
    .default([])
    .describe('Asterisk nodes, comma-separated: `http://user:password@host:8088/ari`. Empty: no telephony.'),
  SIP_WS_URL: z
    .url({ protocol: /^wss?$/ })
    .optional()
    .describe("WebSocket address of SIP given to browsers. Absent: the page's host and the port of ARI."),
  SIP_DOMAIN: z.string().default('sibai').describe('Domain in the SIP addresses of agents.'),
  TURN_URL: optional.describe('TURN server given to browsers: `turn:host:3478`.'),
  TURN_SECRET: optional.describe('The secret shared with the TURN server (coturn `static-auth-secret`).'),
  DATA_DIR: path.default(resolve(REPOSITORY, '.sibai')).describe('Where everything that must be kept is kept.'),
  SPOOL_DIR: path.default('/dev/shm/sibai').describe('Memory-backed folder of recordings in progress.'),
  PROMPT_DIR: path.optional().describe('Prompts that Asterisk plays. Absent: `prompts` in DATA_DIR.'),
  TTS_VOICE_DIR: optional.describe('Folder of recorded syllables to speak Chinese with. Absent: espeak-ng.'),
  ESPEAK: optional.describe('The espeak-ng program. Absent: the one on the PATH.'),
  VAULT_KEY_FILE: path
    .optional()
    .describe("The installation's keys, which wrap those of the tenants. Absent: `vault.key` in DATA_DIR."),
  KMS_URL: z
    .url({ protocol: /^https?$/ })
    .refine((text) => Boolean(new URL(text).searchParams.get('key')), {
      error: 'needs the name of a key: https://host:8200/v1/transit?key=name',
    })
    .optional()
    .describe(
      'Transit engine of HashiCorp Vault or OpenBao that wraps the key file: `https://host:8200/v1/transit?key=name`.',
    ),
  KMS_TOKEN: optional.describe('Token for it.'),
  VAULT_URL: z
    .url({ protocol: /^s3$/ })
    .refine((text) => new URL(text).hostname !== '', {
      error: 'needs a bucket: s3://bucket/prefix?endpoint=…&region=…',
    })
    .optional()
    .describe('S3-compatible store of sealed recordings: `s3://bucket/prefix?endpoint=…&region=…`. Absent: files.'),
  AWS_ACCESS_KEY_ID: optional.describe('Key of that store. Absent: the role of the machine.'),
  AWS_SECRET_ACCESS_KEY: optional.describe('Its secret.'),
  AWS_SESSION_TOKEN: optional.describe('Its token, of keys that are lent for a time.'),
  ASTERISK_SECURITY_LOG: optional.describe("Asterisk's security log, from which refused SIP requests are counted."),
  PUBLIC_HOST: optional.describe('Host name or address under which browsers reach this machine.'),
  WEB_ROOT: path.default(resolve(REPOSITORY)).describe('Folder that holds the built apps.'),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .describe('Mail server: `smtps://user:password@host:465`. Absent: mail stays here.'),
  MAIL_FROM: z.string().min(3).default('四百 <no-reply@sibai.local>').describe('Sender of mail.'),
  SMS_URL: z
    .url({ protocol: /^https?$/ })
    .refine((text) => new URL(text).username !== '' && new URL(text).password !== '', {
      error: 'needs the key and the secret that requests are signed with: https://key:secret@host/path',
    })
    .optional()
    .describe('Gateway of short messages: `https://key:secret@host/path`. Absent: they stay here.'),
  MESSAGE_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(60_000)
    .default(10_000)
    .describe('How long a mail server or SMS gateway may take to answer, in ms.'),
  OUTBOX: z
    .stringbool()
    .optional()
    .describe('Whether messages without a way out are shown to everybody at /outbox. Absent: no, but in tests.'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Address of the portal in links of mail and messages. Absent: made of PUBLIC_HOST and PORT.'),
  PROVIDER_NAME: z
    .string()
    .default('四百通信服务有限公司')
    .describe('Company that runs the platform: the provider in contracts.'),
  PROVIDER_USCC: z.string().default('91110000MA01SIBAI4').describe('Its unified social credit code.'),
  PROVIDER_ADDRESS: z.string().default('北京市海淀区').describe('Its registered address.'),
  PROVIDER_LICENCE: z
    .string()
    .default('（待填写）')
    .describe('Number of its licence for value-added telecom services.'),
  CONTRACT_P12_FILE: path
    .optional()
    .describe('Key and certificate that sign contracts, as PKCS #12. Absent: a self-made one in DATA_DIR.'),
  CONTRACT_P12_PASSWORD: z.string().optional().describe('Its password.'),
  ALIPAY_APP_ID: optional.describe("The app's number at Alipay's open platform. Absent: Alipay is not offered."),
  ALIPAY_PRIVATE_KEY_FILE: optional.describe("The app's private key, PEM or the bare text Alipay's tool makes."),
  ALIPAY_PUBLIC_KEY_FILE: optional.describe("Alipay's public key (not the app's), by which its words are verified."),
  ALIPAY_SELLER_ID: optional.describe(
    'The account that is paid (2088…). Given: notifications for another are refused.',
  ),
  ALIPAY_GATEWAY: z
    .url({ protocol: /^https?$/ })
    .default('https://openapi.alipay.com/gateway.do')
    .describe("Alipay's gateway, or that of its sandbox."),
  BANK_ACCOUNT: list.default([]).describe('Account for bank transfers: name, bank and number, comma-separated.'),
  BILLING_GRACE_DAYS: z.coerce
    .number()
    .int()
    .min(0)
    .max(365)
    .default(0)
    .describe('Days beyond the 30 of the law that calls of an overdue customer keep ringing.'),
  SIBAI_ROLES: list
    .pipe(z.array(z.enum(ROLES)).min(1))
    .default([...ROLES])
    .describe('What this process does: `api`, `engine`, `jobs`.'),
  LOG_LEVEL: z
    .enum(['error', 'warn', 'log', 'debug', 'verbose'])
    .default('log')
    .describe('The least important lines to be logged.'),
  COOKIE_SECURE: z
    .stringbool()
    .default(false)
    .describe('Whether browsers come by HTTPS: marks cookies Secure and sends HSTS.'),
  TRUSTED_PROXIES: z
    .string()
    .default('loopback')
    .describe("Whose X-Forwarded-For is believed, as in Express' `trust proxy`."),
});

export type Env = Omit<z.infer<typeof schema>, 'OUTBOX' | 'PROMPT_DIR' | 'PUBLIC_URL' | 'VAULT_KEY_FILE'> & {
  OUTBOX: boolean;
  PROMPT_DIR: string;
  PUBLIC_URL: string;
  VAULT_KEY_FILE: string;
};

/** The token to inject the environment by: `@Inject(ENV) env: Env`. */
export const ENV = Symbol('Env');

/** Reads the process environment once, at the top of a program. Nothing else touches process.env. */
export function readEnv(source: NodeJS.ProcessEnv = process.env): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw new Error(`Invalid environment\n${z.prettifyError(parsed.error)}`);
  const env = parsed.data;
  const local = `${env.COOKIE_SECURE ? 'https' : 'http'}://${env.PUBLIC_HOST ?? 'localhost'}`;
  return {
    ...env,
    OUTBOX: env.OUTBOX ?? env.NODE_ENV === 'test',
    PUBLIC_URL: (env.PUBLIC_URL ?? (env.COOKIE_SECURE ? local : `${local}:${env.PORT}`)).replace(/\/+$/, ''),
    PROMPT_DIR: env.PROMPT_DIR ?? resolve(env.DATA_DIR, 'prompts'),
    VAULT_KEY_FILE: env.VAULT_KEY_FILE ?? resolve(env.DATA_DIR, 'vault.key'),
  };
}

/** The name of every variable, so that a test can see that each is documented. */
export const ENV_NAMES: readonly string[] = Object.keys(schema.shape);

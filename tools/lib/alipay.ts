import { join } from 'node:path';
import { ROOT } from './paths.ts';
import { freePort } from './ports.ts';
import { startService, type Service } from './service.ts';

const READY_MS = 60_000;

export interface AlipaySandbox extends Service {
  /** What the api must be told to pay there. */
  readonly env: NodeJS.ProcessEnv;
}

export interface SandboxOptions {
  /** Holds its keys and trades. */
  readonly dir: string;
  readonly log: string;
  /** Address it listens on, and name by which browsers reach it. */
  readonly host: string;
  readonly name: string;
}

/** Starts a small Alipay in which no real money moves: for tests, and where no Alipay is configured. */
export async function startAlipaySandbox({ dir, log, host, name }: SandboxOptions): Promise<AlipaySandbox> {
  const port = await freePort();
  const service = await startService({
    name: 'The sandbox of Alipay',
    command: process.execPath,
    args: [join(ROOT, 'e2e/far-ends/alipay.ts'), '--port', String(port), '--host', host, '--dir', dir],
    log,
    stopSignal: 'SIGTERM',
    ready: () =>
      fetch(`http://127.0.0.1:${port}/`).then(
        () => true,
        () => false,
      ),
    withinMs: READY_MS,
  });
  return {
    pid: service.pid,
    exited: service.exited,
    stop: () => service.stop(),
    kill: () => service.kill(),
    env: {
      ALIPAY_APP_ID: '2021000000000400',
      ALIPAY_SELLER_ID: '2088000000000400',
      ALIPAY_PRIVATE_KEY_FILE: join(dir, 'app-private.pem'),
      ALIPAY_PUBLIC_KEY_FILE: join(dir, 'alipay-public.pem'),
      ALIPAY_GATEWAY: `http://${name}:${port}/gateway.do`,
    },
  };
}

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';

import { ENV, type Env } from './env.js';

/** Where every metric of the process is registered: `new Counter({ name: 'sibai_…', registers: [registry] })`. */
export const registry = new Registry();
collectDefaultMetrics({ register: registry });

/** Serves the metrics on a port of their own, which no proxy publishes. */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #log = new Logger('Metrics');
  #server: Server | undefined;

  constructor(@Inject(ENV) private readonly env: Env) {}

  async onApplicationBootstrap(): Promise<void> {
    const server = createServer((_, response) => {
      registry.metrics().then(
        (text) => response.setHeader('Content-Type', registry.contentType).end(text),
        (error: unknown) => {
          this.#log.error(error);
          response.writeHead(500).end();
        },
      );
    });
    this.#server = server;
    await new Promise<void>((listening, failed) => {
      server.once('error', failed);
      server.listen(this.env.METRICS_PORT, '127.0.0.1', listening);
    });
  }

  get port(): number {
    return (this.#server?.address() as AddressInfo).port;
  }

  onApplicationShutdown(): void {
    this.#server?.close();
    this.#server?.closeAllConnections();
  }
}

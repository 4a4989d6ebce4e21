import * as http from 'node:http';
import * as https from 'node:https';

const TIMEOUT_MS = 10_000;

/**
 * Below the time after which Asterisk closes an idle connection (session_keep_alive), so that none is used while it closes. Not
 * the same as a request's own: Node would go on with the clock of the idle connection, and call what is asked every ten
 * seconds, as the inspection does, unanswered at once.
 */
const IDLE = { keepAlive: true, timeout: 7_000 };
const plain = { request: http.request, agent: new http.Agent(IDLE) };
const secure = { request: https.request, agent: new https.Agent(IDLE) };

/** One request over a connection that is kept. Half of what fetch costs, and each call makes a dozen. */
export function send(
  url: URL,
  method: string,
  headers: Readonly<Record<string, string>>,
  body?: string,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const { request, agent } = url.protocol === 'https:' ? secure : plain;
    const length = body === undefined ? 0 : Buffer.byteLength(body);
    const sent = request(
      url,
      { method, agent, timeout: TIMEOUT_MS, headers: { ...headers, 'content-length': length } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
        );
      },
    );
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
    sent.on('error', reject);
    sent.end(body);
  });
}

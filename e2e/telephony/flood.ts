import { createSocket } from 'node:dgram';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const BATCH = 20;

/** Packets that are no SIP, or nearly: cut off, without headers, with lengths that lie, with bytes of any kind. */
export const MALFORMED: readonly Buffer[] = [
  randomBytes(1200),
  Buffer.alloc(1),
  Buffer.alloc(1400),
  Buffer.from('INVITE'),
  Buffer.from('INVITE sip:4008001234@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.60'),
  Buffer.from('INVITE sip:4008001234@127.0.0.1 SIP/2.0\r\n\r\n'),
  Buffer.from(request('INVITE', '127.0.0.60', 'Content-Length: 99999')),
  Buffer.from(request('INVITE', '127.0.0.60', 'Content-Length: -1')),
  Buffer.from(request('INVITE', '127.0.0.60', `X-Long: ${'x'.repeat(30_000)}`)),
  Buffer.from(request('REGISTER', '127.0.0.60', 'Contact: <sip:\0\x01\xff>')),
  Buffer.from(request('\xff\xfe', '127.0.0.60')),
  Buffer.from('SIP/2.0 200 OK\r\nVia: x\r\nCall-ID: y\r\nCSeq: 1 INVITE\r\n\r\n'),
];

/** Sends `count` packets, made by `packet`, within about so many milliseconds. */
export async function flood(
  to: { address: string; port: number },
  source: string,
  count: number,
  durationMs: number,
  packet: (n: number) => Buffer,
): Promise<void> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve, reject) => socket.once('error', reject).bind(0, source, resolve));
  socket.on('error', () => undefined);
  const began = performance.now();
  for (let n = 0; n < count; n++) {
    socket.send(packet(n), to.port, to.address);
    if (n % BATCH === BATCH - 1) await sleep(Math.max(0, began + ((n + 1) / count) * durationMs - performance.now()));
  }
  await sleep(100);
  socket.close();
}

/** Requests a stranger sends: calls and registrations in turn, each a new one. */
export const stranger =
  (source: string) =>
  (n: number): Buffer =>
    Buffer.from(request(n % 2 ? 'REGISTER' : 'INVITE', source));

function request(method: string, source: string, extra = 'Content-Length: 0'): string {
  const id = randomBytes(8).toString('hex');
  return [
    `${method} sip:4008001234@127.0.0.1 SIP/2.0`,
    `Via: SIP/2.0/UDP ${source}:9;branch=z9hG4bK${id}`,
    `From: <sip:stranger@${source}>;tag=${id}`,
    'To: <sip:4008001234@127.0.0.1>',
    `Call-ID: ${id}`,
    `CSeq: 1 ${method}`,
    `Contact: <sip:stranger@${source}:9>`,
    'Max-Forwards: 70',
    extra,
    '',
    '',
  ].join('\r\n');
}

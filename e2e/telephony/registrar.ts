import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);

interface Registrar {
  readonly sipp: string;
  readonly port: number;
  readonly source: string;
  readonly username: string;
  readonly password: string;
}

/** A carrier that signs in by digest, as SIPp does it: registers, calls `number` from `from`, and hangs up. */
export function registerAndCall(registrar: Registrar, number: string, from: string): Promise<void> {
  return run(registrar, [
    request('REGISTER', { registrar }),
    recv(401, 'auth="true"'),
    request('REGISTER', { registrar, signed: true }),
    recv(200),
    request('INVITE', { registrar, number, from }),
    optional(100),
    recv(401, 'auth="true"'),
    request('ACK', { registrar, number, from, via: '[last_Via:]' }),
    request('INVITE', { registrar, number, from, signed: true }),
    ...[100, 180, 183].map(optional),
    recv(200, 'rrs="true"'),
    request('ACK', { registrar, number, from, target: '[next_url]' }),
    '<pause milliseconds="800"/>',
    request('BYE', { registrar, number, from, target: '[next_url]' }),
    recv(200),
  ]);
}

/** A peer that does not know the password, and is refused a second time. */
export function registerInVain(registrar: Registrar): Promise<void> {
  return run(registrar, [
    request('REGISTER', { registrar }),
    recv(401, 'auth="true"'),
    request('REGISTER', { registrar, signed: true }),
    recv(401),
  ]);
}

async function run({ sipp, port, source }: Registrar, steps: readonly string[]): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'sibai-registrar-'));
  try {
    const scenario = join(dir, 'scenario.xml');
    await writeFile(scenario, `<?xml version="1.0"?>\n<scenario name="registrar">\n${steps.join('\n')}\n</scenario>\n`);
    const args = ['-sf', scenario, '-m', '1', '-i', source, '-nostdin', '-recv_timeout', '20000', '-trace_err'];
    await exec(sipp, [`127.0.0.1:${port}`, ...args], {
      cwd: dir,
      timeout: 60_000,
      env: { ...process.env, TERM: 'dumb' },
    });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

let cseq = 0;

function request(
  method: string,
  {
    registrar: { username, password },
    number,
    from = username,
    signed = false,
    via = 'Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]',
    target = number === undefined ? 'sip:[remote_ip]:[remote_port]' : `sip:${number}@[remote_ip]:[remote_port]`,
  }: { registrar: Registrar; number?: string; from?: string; signed?: boolean; via?: string; target?: string },
): string {
  if (method !== 'ACK') cseq++;
  const to = number ?? username;
  const body = method === 'INVITE' ? SDP : '';
  return `<send${method === 'ACK' ? '' : ' retrans="500"'}><![CDATA[
${method} ${target} SIP/2.0
${via}
From: <sip:${from}@[remote_ip]>;tag=[pid]-${number ?? 'register'}
To: <sip:${to}@[remote_ip]>${target === '[next_url]' || via === '[last_Via:]' ? '[peer_tag_param]' : ''}
Call-ID: ${number ?? 'register'}///[call_id]
CSeq: ${cseq} ${method}
Contact: <sip:${username}@[local_ip]:[local_port]>
Max-Forwards: 70
${signed ? `[authentication username=${username} password=${password}]` : 'Expires: 60'}
${body === '' ? 'Content-Length: 0' : `Content-Type: application/sdp\nContent-Length: [len]\n\n${body}`}

]]></send>`;
}

const recv = (status: number, more = ''): string => `<recv response="${status}" ${more}/>`;
const optional = (status: number): string => recv(status, 'optional="true"');

const SDP = `v=0
o=carrier 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 8
a=rtpmap:8 PCMA/8000`;

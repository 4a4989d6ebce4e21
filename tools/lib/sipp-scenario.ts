import { PCMA, TELEPHONE_EVENT } from './rtp-peer.ts';

export interface ScenarioOptions {
  readonly from: string;
  readonly number: string;
  /** Where the sound is to be sent: a socket of ours, since SIPp only signals. */
  readonly media: { readonly address: string; readonly port: number };
}

/** Answers that end a call before it has begun. SIPp must be told each one. */
const REFUSALS = [
  400, 401, 403, 404, 405, 406, 407, 408, 410, 415, 420, 480, 481, 482, 483, 484, 486, 487, 488, 500, 501, 502, 503,
  504, 600, 603, 604, 606,
];

/**
 * The caller's side of one call as a SIPp scenario. An INFO (which nobody but ourselves sends) is the wish to hang up: SIPp
 * then sends a CANCEL while it rings, or a BYE.
 */
export function callerScenario({ from, number, media }: ScenarioOptions): string {
  const sdp = `v=0
o=caller 1 1 IN IP4 ${media.address}
s=-
c=IN IP4 ${media.address}
t=0 0
m=audio ${media.port} RTP/AVP ${PCMA} ${TELEPHONE_EVENT}
a=rtpmap:${PCMA} PCMA/8000
a=rtpmap:${TELEPHONE_EVENT} telephone-event/8000
a=fmtp:${TELEPHONE_EVENT} 0-15
a=ptime:20
a=sendrecv`;
  const dialled = `sip:${number}@[remote_ip]:[remote_port]`;
  const self = `sip:${from}@[local_ip]:[local_port]`;
  const head = (method: string, cseq: number, uri: string, { via = newVia, to = '[peer_tag_param]' } = {}) =>
    `${method} ${uri} SIP/2.0
${via}
From: <${self}>;tag=[pid]-[call_number]
To: <${dialled}>${to}
Call-ID: [call_id]
CSeq: ${cseq} ${method}
Contact: <${self}>
Max-Forwards: 70`;
  const empty = 'Content-Length: 0';
  return `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="caller">
${send(`${head('INVITE', 1, dialled, { to: '' })}
Allow: INVITE, ACK, CANCEL, BYE, INFO
Content-Type: application/sdp
Content-Length: [len]

${sdp}`)}
<recv response="100" optional="true"/>
<recv response="180" optional="true"/>
<recv response="183" optional="true"/>
<recv request="INFO" optional="true" next="2"/>
${REFUSALS.map((status) => `<recv response="${status}" optional="true" next="4"/>`).join('\n')}
<recv response="200" rrs="true"/>
${send(`${head('ACK', 1, '[next_url]')}\n[routes]\n${empty}`, false)}
<recv request="INFO" optional="true" next="3"/>
<recv request="BYE"/>
${send(
  `SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
${empty}`,
  false,
  5,
)}
<label id="2"/>
${send(`${head('CANCEL', 1, dialled, { via: sameVia, to: '' })}\n${empty}`)}
<recv response="200" optional="true"/>
<recv response="487" next="4"/>
<label id="3"/>
${send(`${head('BYE', 2, '[next_url]')}\n[routes]\n${empty}`)}
<recv response="200" next="5"/>
<label id="4"/>
${send(`${head('ACK', 1, dialled, { via: '[last_Via:]' })}\n${empty}`, false)}
<label id="5"/>
</scenario>
`;
}

const newVia = 'Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]';
/** A CANCEL is known by the branch of what it cancels. */
const sameVia = 'Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=z9hG4bK-[pid]-[call_number]-0';

const send = (message: string, again = true, next?: number): string =>
  `<send${again ? ' retrans="500"' : ''}${next === undefined ? '' : ` next="${next}"`}><![CDATA[\n${message}\n\n]]></send>`;

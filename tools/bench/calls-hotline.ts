import type { Ari } from '@sibai/ari';

/** 16-bit samples, 8 kHz, two channels: what both hotlines record. */
export const BYTES_PER_SECOND = 32_000;

/** Agents beyond the calls, so that no caller has to wait for one. */
export const agentsFor = (concurrent: number): number => Math.ceil(concurrent * 1.25) + 5;

/** Something that takes calls and hands them out to agents. */
export interface Hotline {
  readonly sipPort: number;
  readonly asteriskPid: number;
  /** Brings in the agents for so many calls at a time, sends the others home, and answers the number to call. */
  staff(concurrent: number): Promise<string>;
  /** How many calls from numbers that begin so were recorded for at least that long. May be asked once. */
  takeRecordings(callers: string, seconds: number): Promise<number>;
  close(): Promise<void>;
}

/** A plain SIP phone, which SIPp answers. */
export async function addPhone(ari: Ari, name: string, contact: string): Promise<void> {
  await ari.configure('res_pjsip', 'aor', name, { contact, max_contacts: '1' });
  await ari.configure('res_pjsip', 'endpoint', name, {
    context: 'none',
    transport: 'transport-udp',
    disallow: 'all',
    allow: 'alaw',
    direct_media: 'no',
    aors: name,
  });
}

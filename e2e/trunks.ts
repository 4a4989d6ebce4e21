import type { Ari } from '@sibai/ari';

/** Leads the calls that go out by a trunk to a telephone. */
export async function leadTo(ari: Ari, endpoint: string, contact: string): Promise<void> {
  await ari.unconfigure('res_pjsip', 'aor', endpoint);
  await ari.configure('res_pjsip', 'aor', endpoint, { max_contacts: '1', contact });
}

/** Makes a trunk give up sooner on audio that has stopped; calls in progress keep what they began with. */
export async function shortenPatience(ari: Ari, endpoint: string, seconds: number): Promise<void> {
  const before = await ari.configured('res_pjsip', 'endpoint', endpoint);
  if (!before) throw new Error(`no endpoint ${endpoint}`);
  const kept = ['accountcode', 'context', 'transport', 'allow', 'dtmf_mode', 'direct_media', 'rtp_symmetric'];
  const fields = Object.fromEntries(
    [...kept, 'force_rport', 'rewrite_contact', 'aors', 'identify_by'].map((name) => [name, before[name] ?? '']),
  );
  await ari.unconfigure('res_pjsip', 'endpoint', endpoint);
  const patience = { rtp_timeout: String(seconds) };
  await ari.configure('res_pjsip', 'endpoint', endpoint, { disallow: 'all', ...fields, ...patience });
}

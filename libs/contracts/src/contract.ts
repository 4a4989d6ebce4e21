import { ADD_ONS, PERIODS } from '@sibai/billing';
import * as z from 'zod';

import { Code, CodeSent } from './account.js';
import { id, instant } from './ids.js';
import { Quote } from './plan.js';

/** `first` begins a number's service, `supplement` changes the plan of a signed one, `transfer` takes a number over. */
export const CONTRACT_KINDS = ['first', 'supplement', 'transfer'] as const;
export type ContractKind = (typeof CONTRACT_KINDS)[number];

export const CONTRACT_STATES = ['draft', 'signing', 'signed', 'superseded', 'ended'] as const;
export type ContractState = (typeof CONTRACT_STATES)[number];

/** What must be there before a contract can be drawn up. */
export const CONTRACT_NEEDS = ['identity', 'number', 'plan'] as const;
export type ContractNeed = (typeof CONTRACT_NEEDS)[number];

export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What the signer declares. A new text is a new version; what was declared is kept with the signature. */
export const CONSENT_VERSION = 1;
export const consentText = (no: string, company: string): string =>
  `我已完整阅读并同意编号为 ${no} 的合同及其全部附件，特别是以加粗字体提示的条款；我确认所填信息真实，并已获授权代表${company}签署；` +
  `我同意以短信验证码确认的方式进行电子签署，并知悉电子签署与盖章或手写签名具有同等法律效力。`;

/** The key facts in data, for the page that tells them in plain words. */
export const ContractFacts = z.object({
  customer: z.object({
    name: z.string(),
    uscc: z.string(),
    address: z.string(),
    legalName: z.string(),
    signer: z.string(),
    /** Masked. */
    mobile: z.string(),
  }),
  provider: z.object({ name: z.string(), uscc: z.string(), address: z.string(), licence: z.string() }),
  number: z.string(),
  tariff: z.object({ zh: z.string(), en: z.string(), version: z.int() }),
  access: z.enum(['sip_trunk', 'cloud']),
  period: z.enum(PERIODS),
  concurrency: z.int(),
  seats: z.int(),
  addOns: z.array(z.enum(ADD_ONS)),
  includedMinutes: z.int(),
  minutePrices: z.array(z.object({ fromMinute: z.int(), li: z.int() })),
  floorFen: z.int(),
  minimumMonths: z.int(),
  quote: Quote,
  termsVersion: z.int(),
});
export type ContractFacts = z.infer<typeof ContractFacts>;

export const Contract = z.object({
  id: id<'Contract'>(),
  no: z.string(),
  kind: z.enum(CONTRACT_KINDS),
  state: z.enum(CONTRACT_STATES),
  number: z.string(),
  /** The number of the contract this one adds to. */
  supplementTo: z.string().nullable(),
  facts: ContractFacts,
  pages: z.int(),
  /** Of the document that is read and agreed to. */
  documentSha256: sha256,
  /** Of the signed file, evidence and signature included. */
  fileSha256: sha256.nullable(),
  createdAt: instant,
  signedAt: instant.nullable(),
  signedBy: z.string().nullable(),
  endedAt: instant.nullable(),
  endReason: z.string().nullable(),
  /** Its place in the chain of all signatures. */
  evidence: z.object({ seq: z.int(), hash: sha256 }).nullable(),
});
export type Contract = z.infer<typeof Contract>;

/** Where the applicant stands with contracts. */
export const ContractDesk = z.object({
  /** What keeps a contract from being drawn up; empty when one can be, or when there is nothing to sign. */
  missing: z.array(z.enum(CONTRACT_NEEDS)),
  /** Whether there is something to be signed, or to be drawn up and signed. */
  toSign: z.boolean(),
  /** What is being signed, else the one signed last. */
  contract: Contract.nullable(),
  /** Whether number, plan, identity or terms have changed since it was drawn up. */
  stale: z.boolean(),
  consent: z.object({ version: z.int(), text: z.string() }).nullable(),
});
export type ContractDesk = z.infer<typeof ContractDesk>;

export const AskSignCode = z.strictObject({ documentSha256: sha256 });
export type AskSignCode = z.infer<typeof AskSignCode>;

export const SignCodeSent = CodeSent.extend({ mobile: z.string() });
export type SignCodeSent = z.infer<typeof SignCodeSent>;

export const SignContract = z.strictObject({
  documentSha256: sha256,
  code: Code,
  consent: z.strictObject({ version: z.literal(CONSENT_VERSION), agreed: z.literal(true) }),
});
export type SignContract = z.infer<typeof SignContract>;

/** The steps of checking a file, in their order. */
export const VERIFY_CHECKS = ['signature', 'whole', 'content', 'certificate', 'register'] as const;
export type VerifyCheck = (typeof VERIFY_CHECKS)[number];

export const ContractVerdict = z.object({
  verdict: z.enum(['valid', 'altered', 'not_ours']),
  checks: z.array(z.object({ check: z.enum(VERIFY_CHECKS), passed: z.boolean() })),
  /** Of the file that was checked. */
  sha256,
  /** The contract the file says it is; its facts only when the file is valid. */
  no: z.string().nullable(),
  contract: z
    .object({
      kind: z.enum(CONTRACT_KINDS),
      state: z.enum(CONTRACT_STATES),
      signedAt: instant,
      number: z.string(),
      customer: z.string(),
      provider: z.string(),
      evidence: z.object({ seq: z.int(), hash: sha256 }),
    })
    .nullable(),
});
export type ContractVerdict = z.infer<typeof ContractVerdict>;

/** One version of the terms, which never changes once it is published. */
export const Terms = z.object({
  id: id<'Terms'>(),
  version: z.int(),
  title: z.string(),
  /** Lines: `# ` a heading, `## ` one below it, `! ` a paragraph to be noticed, any other a paragraph. */
  body: z.string(),
  /** What is new in it, for who compares. */
  note: z.string(),
  sha256,
  effectiveFrom: instant,
  publishedAt: instant,
  publishedBy: z.string().nullable(),
  /** Contracts signed under it. */
  signed: z.int(),
  state: z.enum(['upcoming', 'in_force', 'replaced']),
});
export type Terms = z.infer<typeof Terms>;

/** The terms as everybody may read them. */
export const PublicTerms = Terms.pick({ version: true, title: true, body: true, effectiveFrom: true });
export type PublicTerms = z.infer<typeof PublicTerms>;

export const PublishTerms = z.strictObject({
  title: z.string().trim().min(2).max(60),
  body: z
    .string()
    .trim()
    .min(200)
    .max(100_000)
    .refine((body) => /^# ./m.test(body), { error: 'no_heading' }),
  note: z.string().trim().min(2).max(500),
  effectiveFrom: z.iso.datetime(),
});
export type PublishTerms = z.infer<typeof PublishTerms>;

export const CustomerContract = Contract.pick({
  id: true,
  no: true,
  kind: true,
  state: true,
  number: true,
  createdAt: true,
  signedAt: true,
  endedAt: true,
  endReason: true,
  fileSha256: true,
  evidence: true,
}).extend({ tenantId: id<'Tenant'>(), customer: z.string(), termsVersion: z.int() });
export type CustomerContract = z.infer<typeof CustomerContract>;

export const CustomerContractQuery = z.strictObject({
  q: z.string().trim().max(60).optional(),
  state: z.enum(CONTRACT_STATES).optional(),
  page: z.coerce.number().int().min(1).max(10_000).default(1),
});
export type CustomerContractQuery = z.infer<typeof CustomerContractQuery>;

export const CustomerContractPage = z.object({ contracts: z.array(CustomerContract), total: z.int() });
export type CustomerContractPage = z.infer<typeof CustomerContractPage>;

export const EndContract = z.strictObject({ reason: z.string().trim().min(2).max(200) });
export type EndContract = z.infer<typeof EndContract>;

/** What may be wrong with the chain: an entry that does not follow, or does not fit its contract; entries or contracts gone. */
export const CHAIN_FAULTS = ['entry', 'link', 'contract', 'missing', 'shortened'] as const;
export type ChainFault = (typeof CHAIN_FAULTS)[number];

export const ChainCheck = z.object({
  at: instant,
  entries: z.int(),
  head: sha256,
  fault: z.object({ kind: z.enum(CHAIN_FAULTS), seq: z.int().nullable(), no: z.string().nullable() }).nullable(),
});
export type ChainCheck = z.infer<typeof ChainCheck>;

export const SigningCertificate = z.object({
  subject: z.string(),
  issuer: z.string(),
  /** SHA-256 of the certificate. */
  fingerprint: sha256,
  notBefore: instant,
  notAfter: instant,
  selfMade: z.boolean(),
});
export type SigningCertificate = z.infer<typeof SigningCertificate>;

export const ChainState = z.object({ last: ChainCheck.nullable(), certificate: SigningCertificate });
export type ChainState = z.infer<typeof ChainState>;

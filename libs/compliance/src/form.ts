import { type IndustryCode, type LicenceCode, LICENCES } from './industry.js';

export const BOUND_OWNERS = ['company', 'person'] as const;
/** Who holds the contract of a number that calls may be sent to. */
export type BoundOwner = (typeof BOUND_OWNERS)[number];

/** A landline or mobile number that calls may be sent to (绑定号码), and whose it is. */
export interface BoundNumber {
  readonly number: string;
  readonly ownerName: string;
  readonly ownerKind: BoundOwner;
  /** The USCC of a company, the resident ID number of a person. */
  readonly ownerIdNumber: string;
}

export const NUMBER_USES = ['self', 'other'] as const;
/** Whether the applicant answers its own callers (自用) or those of somebody else (他用). */
export type NumberUse = (typeof NUMBER_USES)[number];

/** A date of the calendar in China, `2026-11-22`. */
export type CalendarDate = string;
/** A paper without end: 长期. */
export type Expiry = CalendarDate | 'long_term';

/** What an applicant types. A field not yet filled in is the empty string, so that a draft has the same type. */
export interface VerificationForm {
  readonly companyName: string;
  readonly uscc: string;
  /** 类型, as on the licence: 有限责任公司(自然人独资) … */
  readonly companyType: string;
  /** 注册资本, as on the licence: 人民币壹佰万元整 … */
  readonly capital: string;
  readonly establishedOn: CalendarDate;
  readonly licenceExpiresOn: Expiry;
  readonly address: string;
  readonly scope: string;
  readonly legalName: string;
  readonly legalIdNumber: string;
  readonly legalIdExpiresOn: Expiry;
  /** The legal representative applies in person: the operator's own fields stay empty. */
  readonly operatorIsLegal: boolean;
  readonly operatorName: string;
  readonly operatorIdNumber: string;
  readonly operatorIdExpiresOn: Expiry;
  readonly operatorMobile: string;
  readonly industry: IndustryCode | '';
  /** The name that callers hear and see (号码用途名称), checked for banned words. */
  readonly displayName: string;
  readonly use: NumberUse;
  readonly boundNumbers: readonly BoundNumber[];
}

export const EMPTY_FORM: VerificationForm = {
  companyName: '',
  uscc: '',
  companyType: '',
  capital: '',
  establishedOn: '',
  licenceExpiresOn: '',
  address: '',
  scope: '',
  legalName: '',
  legalIdNumber: '',
  legalIdExpiresOn: '',
  operatorIsLegal: true,
  operatorName: '',
  operatorIdNumber: '',
  operatorIdExpiresOn: '',
  operatorMobile: '',
  industry: '',
  displayName: '',
  use: 'self',
  boundNumbers: [],
};

export const BASIC_MATERIALS = [
  'business_licence',
  'legal_id_portrait',
  'legal_id_emblem',
  'operator_id_portrait',
  'operator_id_emblem',
  'authorisation',
  'commitment',
] as const;
/**
 * A paper of an application: 营业执照, both sides of the ID cards (人像面, 国徽面), 授权委托书, 承诺书,
 * and one for each licence that the industry asks.
 */
export type MaterialKind = (typeof BASIC_MATERIALS)[number] | `licence:${LicenceCode}`;

/** What may be read on a paper, by OCR or by a person. A field that was not found is missing. */
export interface PaperReading {
  readonly companyName?: string;
  readonly uscc?: string;
  readonly companyType?: string;
  readonly capital?: string;
  readonly establishedOn?: CalendarDate;
  readonly expiresOn?: Expiry;
  readonly address?: string;
  readonly scope?: string;
  /** The legal representative on a licence, the holder on an ID card. */
  readonly personName?: string;
  readonly idNumber?: string;
}

export interface HandedIn {
  readonly kind: MaterialKind;
  readonly reading?: PaperReading;
  /** A person has compared the reading with the paper: what differs from it then blocks, where OCR only warns. */
  readonly confirmed?: boolean;
}

/** All that the rules look at. */
export interface VerificationApplication {
  readonly form: VerificationForm;
  readonly materials: readonly HandedIn[];
  /** The mobile number that the operator has confirmed by a code. */
  readonly confirmedMobile: string | null;
}

export const MATERIAL_KINDS: readonly MaterialKind[] = [
  ...BASIC_MATERIALS,
  ...(Object.keys(LICENCES) as LicenceCode[]).map((code) => `licence:${code}` as const),
];

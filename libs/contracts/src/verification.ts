import { BOUND_OWNERS, INDUSTRY_CODES, MATERIAL_KINDS, type MaterialKind, NUMBER_USES } from '@sibai/compliance';
import * as z from 'zod';

/** Text as typed, never refused for what it says: that is told by the rules of libs/compliance, field by field. */
const typed = (longest: number) => z.string().max(longest).default('');
const calendarDate = z.union([z.iso.date(), z.literal('')]).default('');
const expiry = z.union([z.iso.date(), z.literal('long_term'), z.literal('')]).default('');

export const VerificationBoundNumber = z.strictObject({
  number: typed(40),
  ownerName: typed(200),
  ownerKind: z.enum(BOUND_OWNERS).default('company'),
  ownerIdNumber: typed(40),
});

/** The form of a verification. Whatever is missing is empty, so a draft passes too. Matches libs/compliance. */
export const VerificationForm = z.strictObject({
  companyName: typed(200),
  uscc: typed(40),
  companyType: typed(100),
  capital: typed(100),
  establishedOn: calendarDate,
  licenceExpiresOn: expiry,
  address: typed(300),
  scope: typed(6000),
  legalName: typed(100),
  legalIdNumber: typed(40),
  legalIdExpiresOn: expiry,
  operatorIsLegal: z.boolean().default(true),
  operatorName: typed(100),
  operatorIdNumber: typed(40),
  operatorIdExpiresOn: expiry,
  operatorMobile: typed(40),
  industry: z.union([z.enum(INDUSTRY_CODES), z.literal('')]).default(''),
  displayName: typed(200),
  use: z.enum(NUMBER_USES).default('self'),
  boundNumbers: z.array(VerificationBoundNumber).max(50).default([]),
});
export type VerificationForm = z.infer<typeof VerificationForm>;

export const VerificationMaterialKind = z.enum(MATERIAL_KINDS as [MaterialKind, ...MaterialKind[]]);

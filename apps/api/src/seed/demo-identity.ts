import { VerificationForm } from '@sibai/contracts';
import type { TenantId, VerificationId } from '@sibai/kernel';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { VerificationEntity } from '../onboarding/verification/verification.entity.js';

/** A company that does not exist; its code is right all the same. */
const FORM = VerificationForm.parse({
  companyName: '四百演示科技有限公司',
  uscc: '915101041L964H1N96',
  companyType: '有限责任公司(自然人独资)',
  capital: '人民币伍佰万元整',
  establishedOn: '2020-02-07',
  licenceExpiresOn: 'long_term',
  address: '成都市锦江区科技园路 318 号',
  scope: '软件开发；技术服务',
  legalName: '陈静',
  operatorMobile: '13800138000',
  industry: 'software',
  displayName: '四百演示热线',
});

/** The demonstration tenant is a verified customer: without an identity in force its line would not answer. */
export async function addIdentity(em: EntityManager, tenantId: TenantId): Promise<void> {
  const now = new Date();
  await em.insert(VerificationEntity, {
    id: uuid() as VerificationId,
    tenantId,
    kind: 'first',
    state: 'approved',
    form: FORM,
    uscc: FORM.uscc,
    createdAt: now,
    savedAt: now,
    submittedAt: now,
    decidedAt: now,
  });
}

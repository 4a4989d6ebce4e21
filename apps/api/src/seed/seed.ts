import { randomBytes } from 'node:crypto';

import { DataSource, type EntityManager, IsNull } from 'typeorm';

import { TenantEntity } from '../onboarding/account/tenant.entity.js';
import { UserEntity } from '../onboarding/account/user.entity.js';
import { NumberEntity } from '../onboarding/number/number.entity.js';
import { dataSourceOptions } from '../platform/data-source.js';
import { passwordMatches } from '../platform/password.js';
import {
  addDemo,
  addLoopTrunk,
  addPerson,
  addTenant,
  DEMO_NUMBER,
  DEMO_PASSWORD,
  DEMO_PEOPLE,
  OPERATOR,
  type Person,
} from './demo.js';
import { addStock } from './stock.js';

interface SignIn extends Person {
  readonly password: string;
  /** Where this person works. */
  readonly page: '/' | '/desk/';
}

export interface Seeded {
  readonly signIns: readonly SignIn[];
  /** The demonstration number; null without the demonstration. */
  readonly number: string | null;
  readonly portalHints: readonly string[];
}

/**
 * Makes what a new installation starts with: the platform's operator and, if wanted, the demonstration tenant. What is
 * there already stays as it is. Without the demonstration the operator's password is random, and told only this once.
 */
export async function seed(ownerUrl: string, demo: boolean): Promise<Seeded> {
  const owner = await new DataSource(dataSourceOptions(ownerUrl, 1)).initialize();
  try {
    return await owner.transaction((em) => fill(em, demo));
  } finally {
    await owner.destroy();
  }
}

async function fill(em: EntityManager, demo: boolean): Promise<Seeded> {
  // Two that start at once take turns: the second finds everything there.
  await em.query(`LOCK TABLE tenant IN SHARE ROW EXCLUSIVE MODE`);
  const password = demo ? DEMO_PASSWORD : randomBytes(12).toString('base64url');
  if (!(await em.existsBy(UserEntity, { role: 'operator' }))) await addPlatform(em, password, demo);
  if (demo && !(await em.existsBy(TenantEntity, { kind: 'enterprise' }))) await addDemo(em);
  if (demo && !(await em.existsBy(NumberEntity, { tenantId: IsNull() }))) await addStock(em);

  const signIns: SignIn[] = [];
  for (const person of [OPERATOR, ...DEMO_PEOPLE])
    if (await works(em, person, password))
      signIns.push({ ...person, password, page: person.role === 'agent' ? '/desk/' : '/' });
  const number = demo ? DEMO_NUMBER : null;
  const portalHints = number ? [`npm run call -- ${number} --keys 1`, '/test-call'] : [];
  return { signIns, number, portalHints };
}

async function addPlatform(em: EntityManager, password: string, demo: boolean): Promise<void> {
  const platform = await addTenant(em, '平台', 'platform');
  await addPerson(em, platform, OPERATOR, password);
  if (demo) await addLoopTrunk(em, platform);
}

/** Nobody is shown a password that has been changed since. */
async function works(em: EntityManager, { email }: Person, password: string): Promise<boolean> {
  const user = await em.findOne(UserEntity, { select: { id: true, passwordHash: true }, where: { email } });
  return user !== null && passwordMatches(user.passwordHash, password);
}

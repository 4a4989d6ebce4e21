import * as account from './account/texts';
import * as acd from './acd/texts';
import * as analytics from './analytics/texts';
import * as cdr from './cdr/texts';
import * as compliance from './compliance/texts';
import * as contact from './contact/texts';
import * as script from './script/texts';
import * as contract from './contract/texts';
import * as frame from './frame/texts';
import * as home from './home/texts';
import * as inventory from './inventory/texts';
import * as ivr from './ivr/texts';
import * as number from './number/texts';
import * as line from './line/texts';
import * as onboarding from './onboarding/texts';
import * as outbound from './outbound/texts';
import * as payment from './payment/texts';
import * as paymentDesk from './payment-desk/texts';
import * as plan from './plan/texts';
import * as testCall from './test-call/texts';
import * as recording from './recording/texts';
import * as steering from './steering/texts';
import * as trunk from './trunk/texts';
import * as retention from './retention/texts';
import * as review from './review/texts';
import * as vault from './vault/texts';
import * as verification from './verification/texts';
import * as whatIf from './what-if/texts';
import * as words from './words/texts';

/** The portal's words, a namespace per folder. */
export const texts = {
  account,
  acd,
  analytics,
  cdr,
  compliance,
  contact,
  contract,
  script,
  frame,
  home,
  inventory,
  ivr,
  number,
  line,
  onboarding,
  outbound,
  payment,
  paymentDesk,
  plan,
  recording,
  steering,
  testCall,
  trunk,
  retention,
  review,
  vault,
  verification,
  whatIf,
  words,
};

declare module '@sibai/ui' {
  interface Texts {
    account: typeof account.zh;
    acd: typeof acd.zh;
    analytics: typeof analytics.zh;
    cdr: typeof cdr.zh;
    compliance: typeof compliance.zh;
    contact: typeof contact.zh;
    script: typeof script.zh;
    contract: typeof contract.zh;
    frame: typeof frame.zh;
    home: typeof home.zh;
    inventory: typeof inventory.zh;
    ivr: typeof ivr.zh;
    number: typeof number.zh;
    line: typeof line.zh;
    onboarding: typeof onboarding.zh;
    outbound: typeof outbound.zh;
    payment: typeof payment.zh;
    paymentDesk: typeof paymentDesk.zh;
    plan: typeof plan.zh;
    recording: typeof recording.zh;
    steering: typeof steering.zh;
    testCall: typeof testCall.zh;
    trunk: typeof trunk.zh;
    retention: typeof retention.zh;
    review: typeof review.zh;
    vault: typeof vault.zh;
    verification: typeof verification.zh;
    whatIf: typeof whatIf.zh;
    words: typeof words.zh;
  }
}

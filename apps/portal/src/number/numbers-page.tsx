import { may } from '@sibai/contracts';
import { useSession, useTitle } from '@sibai/ui';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';

import styles from './number.module.css';
import { NumberSearch } from './number-search';
import { paramsOf, wished, wishOf } from './numbers';
import { usePick } from './use-pick';

/** The search for everybody. Who is not signed in comes back to the number after signing up. */
export function NumbersPage() {
  const { t } = useTranslation('number');
  useTitle(t('page.title'));
  const [params, setParams] = useSearchParams();
  const session = useSession();
  const go = useNavigate();
  const pick = usePick(() => void go('/onboarding/number'));
  const signUp = (number: string): void => {
    wished.set(number);
    void go('/sign-up');
  };
  const mayPick = session !== null && may(session.user.role, 'number.manage');
  return (
    <div className={styles.page}>
      <h1>{t('page.title')}</h1>
      <p className={styles.lead}>{t('page.lead')}</p>
      <NumberSearch
        wish={wishOf(params)}
        onWish={(wish) => setParams(paramsOf(wish), { replace: true })}
        busy={pick.busy}
        autoFocus
        {...(session === null && { onAct: ({ number }) => signUp(number) })}
        {...(mayPick && { onAct: pick.act })}
      />
      {pick.dialogues}
    </div>
  );
}

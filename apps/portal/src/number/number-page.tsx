import { ArrowRightOutlined } from '@ant-design/icons';
import { may } from '@sibai/contracts';
import { Failure, formatNumber, Loading, useSignedIn } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';

import { Page } from '../frame/page';
import { MyNumbers } from './my-numbers';
import styles from './number.module.css';
import { NumberSearch } from './number-search';
import { myNumbers, oneNumber, paramsOf, wished, wishOf } from './numbers';
import { usePick } from './use-pick';

/** The wizard's number: what is held and for how long, what is waited for, and the search. */
export function NumberPage() {
  const { t } = useTranslation('number');
  const { role } = useSignedIn().user;
  const [params, setParams] = useSearchParams();
  const mine = useQuery(myNumbers);
  const pick = usePick();
  const mayPick = may(role, 'number.manage');
  if (mine.isPending) return <Loading />;
  if (mine.isError && !mine.data) return <Failure error={mine.error} onRetry={() => void mine.refetch()} />;
  const some = mine.data.numbers.length > 0;
  return (
    <Page
      title={t('wizard.title')}
      lead={t('wizard.lead')}
      extra={
        some && (
          <Link to="/onboarding/plan">
            <Button type="primary" icon={<ArrowRightOutlined />} iconPlacement="end">
              {t('wizard.next')}
            </Button>
          </Link>
        )
      }
    >
      <div className={styles.stack}>
        {mayPick && (
          <Wished
            have={mine.data.numbers.map(({ number }) => number)}
            busy={pick.busy}
            onHold={(number) => pick.act({ number }, 'hold')}
          />
        )}
        <MyNumbers mine={mine.data} busy={pick.busy} onConfirm={(number) => pick.act({ number }, 'hold')} />
        <NumberSearch
          wish={wishOf(params)}
          onWish={(wish) => setParams(paramsOf(wish), { replace: true })}
          busy={pick.busy}
          {...(mayPick && { onAct: pick.act })}
        />
      </div>
      {pick.dialogues}
    </Page>
  );
}

/** The number that was wanted before there was an account to hold it with. */
function Wished({
  have,
  busy,
  onHold,
}: {
  have: readonly string[];
  busy: string | null;
  onHold: (number: string) => void;
}) {
  const { t } = useTranslation('number');
  const [number, setNumber] = useState(wished.get);
  const card = useQuery({ ...oneNumber(number ?? ''), enabled: number !== null, retry: false });
  const forget = (): void => {
    wished.clear();
    setNumber(null);
  };
  const got = number !== null && have.includes(number);
  useEffect(() => {
    if (got) wished.clear();
  }, [got]);
  if (number === null || got || card.isPending || card.isError) return null;
  const spoken = formatNumber(number);
  const free = card.data.state === 'free';
  return (
    <Alert
      type={free ? 'success' : 'warning'}
      showIcon
      title={free ? `${t('wish.title')}：${spoken}` : t('wish.taken', { number: spoken })}
      closable={{ onClose: forget }}
      action={
        <Button type="primary" loading={busy === number} onClick={() => onHold(number)}>
          {free ? t('wish.hold') : t('lost.alike').replace(/[：:]$/, '')}
        </Button>
      }
    />
  );
}

import { ArrowLeftOutlined, ArrowRightOutlined } from '@ant-design/icons';
import type { Review } from '@sibai/contracts';
import { Failure, Loading, Refused } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Button, Flex, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';

import { Page } from '../frame/page';
import { type Decide, DecisionPanel } from './decision-panel';
import { type Marks, marked, NO_MARKS, unmarked } from './marks';
import { Papers } from './papers';
import { ReviewFields } from './review-fields';
import { DecisionHistory, Findings, GreenChecks, Related } from './review-notes';
import styles from './review.module.css';
import { filterOf, paramsOf, review, reviews, useReviewAct } from './reviews';
import { StateTag } from './reviews-page';
import { ServiceClock } from './service-clock';
import { useShortcuts } from './shortcuts';

/** One application: its papers beside what was typed, what the machine noticed, and the decision. */
export function ReviewPage() {
  const { id = '' } = useParams();
  const query = useQuery(review(id));
  if (query.isPending) return <Loading />;
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  // Keyed, so that the flags of one application are never those of another.
  return <Desk key={id} review={query.data} />;
}

function Desk({ review: shown }: { review: Review }) {
  const { t } = useTranslation('review');
  const { t: own } = useTranslation('verification');
  const [marks, setMarks] = useState<Marks>(NO_MARKS);
  const [paper, setPaper] = useState(0);
  const [remark, setRemark] = useState('');
  const [asked, setAsked] = useState<Decide | null>(null);
  const act = useReviewAct(shown.id);
  const { application } = shown;
  const next = useNext(shown.id);
  const deciding = shown.state === 'submitted' && (!shown.claim || shown.claim.mine);
  const papers = [...application.materials, ...shown.replaced];
  const mark = {
    marks,
    enabled: deciding,
    onMark: (reason: Parameters<typeof marked>[1]) => setMarks(marked(marks, reason)),
    onUnmark: (field: string) => setMarks(unmarked(marks, field)),
  };
  const claim = (): void => act.mutate({ do: shown.claim?.mine ? 'release' : 'claim' });

  useShortcuts({
    a: () => deciding && setAsked('approve'),
    r: () => deciding && setAsked('return'),
    x: () => deciding && setAsked('refuse'),
    c: () => shown.state === 'submitted' && claim(),
    n: next.go,
    '[': () => setPaper((paper + papers.length - 1) % Math.max(1, papers.length)),
    ']': () => setPaper((paper + 1) % Math.max(1, papers.length)),
  });

  return (
    <Page
      title={shown.companyName || shown.tenantName}
      lead={
        <Flex wrap gap={8} align="center">
          <StateTag state={shown.state} />
          <Tag>{own(`kind.${shown.kind}`)}</Tag>
          {shown.workingMsLeft !== null && <ServiceClock workingMsLeft={shown.workingMsLeft} />}
          {shown.claim && !shown.claim.mine && <Tag color="purple">{t('claimedBy', { name: shown.claim.name })}</Tag>}
        </Flex>
      }
      extra={
        <>
          <Link to={`/operator/reviews?${next.query}`}>
            <Button icon={<ArrowLeftOutlined />}>{t('back')}</Button>
          </Link>
          {shown.state === 'submitted' && (!shown.claim || shown.claim.mine) && (
            <Button loading={act.isPending} onClick={claim} type={shown.claim ? 'default' : 'primary'}>
              {shown.claim ? t('release') : t('claim')} <kbd className={styles.key}>C</kbd>
            </Button>
          )}
          <Button icon={<ArrowRightOutlined />} iconPlacement="end" disabled={!next.id} onClick={next.go}>
            {t('next')} <kbd className={styles.key}>N</kbd>
          </Button>
        </>
      }
    >
      <Refused error={act.error} />
      <div className={styles.desk}>
        <div className={styles.left}>
          <Papers review={shown} at={Math.min(paper, Math.max(0, papers.length - 1))} onGo={setPaper} {...mark} />
        </div>
        <div className={styles.right}>
          <DecisionPanel
            review={shown}
            remark={remark}
            onRemark={setRemark}
            asked={asked}
            onAsk={setAsked}
            busy={act.isPending}
            onDecide={(decision) => act.mutate({ do: 'decide', decision })}
            {...mark}
          />
          <GreenChecks review={shown} />
          <ReviewFields review={shown} {...mark} />
          <Findings review={shown} />
          <Related review={shown} />
          <DecisionHistory review={shown} />
        </div>
      </div>
    </Page>
  );
}

/** The one after this in the queue it was opened from. */
function useNext(id: string) {
  const [params] = useSearchParams();
  const go = useNavigate();
  const filter = filterOf(params);
  const { data } = useQuery(reviews(filter));
  const rows = data?.rows ?? [];
  const at = rows.findIndex((row) => row.id === id);
  const next = rows[at + 1] ?? rows.find((row) => row.id !== id);
  const query = paramsOf(filter).toString();
  return {
    id: next?.id,
    query,
    go: () => {
      if (next) void go(`/operator/reviews/${next.id}?${query}`);
    },
  };
}

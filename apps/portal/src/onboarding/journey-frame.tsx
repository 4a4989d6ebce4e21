import { Failure, Loading } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Suspense } from 'react';
import { Outlet, useLocation } from 'react-router';

import { journey, stepPath } from './journey';
import { JourneySteps } from './journey-steps';
import styles from './journey.module.css';

/** The wizard: where the applicant stands beside the step that is open. */
export function JourneyFrame() {
  const { pathname } = useLocation();
  const standing = useQuery(journey);
  if (standing.isPending) return <Loading />;
  if (standing.isError) return <Failure error={standing.error} onRetry={() => void standing.refetch()} />;
  const open = standing.data.steps.find(({ step }) => pathname.startsWith(stepPath(step)))?.step ?? null;
  return (
    <div className={styles.frame}>
      <JourneySteps journey={standing.data} open={open} />
      <div className={styles.step}>
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </div>
    </div>
  );
}

import type { Review } from '@sibai/contracts';
import { formatTime, Nothing } from '@sibai/ui';
import { useTranslation } from 'react-i18next';

import { useMaterialName } from '../verification/material-card';
import { PictureViewer } from '../verification/picture-viewer';
import { MarkButton } from './mark-button';
import type { Marking } from './review-fields';
import styles from './review.module.css';
import { reviewPicture } from './reviews';

interface Props extends Marking {
  readonly review: Review;
  readonly at: number;
  readonly onGo: (at: number) => void;
}

/** The papers, one large; those that were replaced at the end. */
export function Papers({ review, at, onGo, marks, enabled, onMark, onUnmark }: Props) {
  const { t } = useTranslation('review');
  const name = useMaterialName();
  const current = review.application.materials;
  const papers = [...current, ...review.replaced];
  const shown = papers[at];
  if (!shown) return <Nothing />;
  const field = `materials.${shown.kind}`;
  const isOld = at >= current.length;
  return (
    <>
      <div className={styles.tabs} role="tablist" aria-label={t('papers')}>
        {papers.map((paper, i) => (
          <button
            key={paper.id}
            type="button"
            role="tab"
            aria-selected={i === at}
            data-old={i >= current.length}
            data-marked={i < current.length && marks.has(`materials.${paper.kind}`)}
            title={i >= current.length ? t('replaced') : undefined}
            onClick={() => onGo(i)}
          >
            {name(paper.kind)}
          </button>
        ))}
      </div>
      <PictureViewer
        key={shown.id}
        src={reviewPicture(review.id, shown.id)}
        pages={shown.pages}
        alt={name(shown.kind)}
        height="min(70vh, 720px)"
      />
      <div className={styles.caption}>
        <span>
          {shown.name} · {formatTime(shown.uploadedAt, 'short')}
          {isOld && ` · ${t('replaced')}`}
        </span>
        {enabled && !isOld && (
          <MarkButton
            field={field}
            label={name(shown.kind)}
            mark={marks.get(field)}
            onMark={onMark}
            onUnmark={() => onUnmark(field)}
          />
        )}
      </div>
    </>
  );
}

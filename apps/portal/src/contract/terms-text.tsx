import { useTranslation } from 'react-i18next';

import styles from './contract.module.css';
import { diffLines, onlyChanges } from './diff';

/** The terms as they are printed: headings, what must be noticed, text. */
export function TermsText({ body }: { body: string }) {
  return (
    <article className={styles.terms}>
      {body
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line, at) => {
          if (line.startsWith('## ')) return <h4 key={at}>{line.slice(3)}</h4>;
          if (line.startsWith('# ')) return <h3 key={at}>{line.slice(2)}</h3>;
          if (line.startsWith('! '))
            return (
              <p key={at}>
                <strong>{line.slice(2)}</strong>
              </p>
            );
          return <p key={at}>{line}</p>;
        })}
    </article>
  );
}

/** What is new in a text, by lines. */
export function TermsDiff({ before, after }: { before: string; after: string }) {
  const { t } = useTranslation('contract');
  const lines = onlyChanges(diffLines(before, after));
  if (lines.length === 0) return <p className={styles.hint}>{t('terms.noChange')}</p>;
  return (
    <div className={styles.diff}>
      {lines.map((line, at) =>
        line === null ? (
          <div key={at}>⋯</div>
        ) : (
          <div key={at} data-kind={line.kind}>
            <span aria-hidden>{{ same: ' ', added: '+', removed: '−' }[line.kind]}</span>
            {line.kind === 'added' ? (
              <ins>{line.text}</ins>
            ) : line.kind === 'removed' ? (
              <del>{line.text}</del>
            ) : (
              line.text
            )}
          </div>
        ),
      )}
    </div>
  );
}

import { DownloadOutlined } from '@ant-design/icons';
import type { KeptEntry, MyData, MyDataOutcome } from '@sibai/contracts';
import { Failure, formatNumber, formatTime, language, Loading } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Flex } from 'antd';
import { useTranslation } from 'react-i18next';

import { myData } from './retention';
import styles from './retention.module.css';

const time = (at: string): string => formatTime(at, 'full', language());

/** What came of a request, with what there is to download. */
export function MyDataAnswer({ token, onAgain }: { token: string; onAgain: () => void }) {
  const { t } = useTranslation('retention');
  const query = useQuery(myData(token));
  const again = (
    <Button block size="large" onClick={onAgain}>
      {t('my.again')}
    </Button>
  );
  if (query.isPending) return <Loading />;
  if (query.isError)
    return (
      <Flex vertical gap={16}>
        <Failure error={query.error} onRetry={() => void query.refetch()} />
        {again}
      </Flex>
    );
  const { holder, hotline, mobile, kind, askedAt, expiresAt, outcome } = query.data;
  return (
    <Flex vertical gap={16} aria-live="polite">
      <p className={styles.sub} style={{ margin: 0 }}>
        {t('my.holder', { holder })}
      </p>
      <dl className={styles.facts} style={{ margin: 0 }}>
        <dt>{t('my.hotline')}</dt>
        <dd className="tabular">{formatNumber(hotline)}</dd>
        <dt>{t('my.mobile')}</dt>
        <dd className="tabular">{formatNumber(mobile)}</dd>
        <dt>{t('my.want')}</dt>
        <dd>{t(`my.${kind}`)}</dd>
        <dt>{t('my.asked')}</dt>
        <dd className="tabular">{time(askedAt)}</dd>
        <dt>{t('my.expires')}</dt>
        <dd className="tabular">{time(expiresAt)}</dd>
      </dl>
      {!outcome && <Alert type="info" showIcon title={t('my.working')} />}
      {outcome &&
        (kind === 'export' ? (
          <Copy token={token} outcome={outcome} />
        ) : (
          <Deleted token={token} data={query.data} outcome={outcome} />
        ))}
      <p className={styles.sub} style={{ margin: 0 }}>
        {t('my.keepLink')}
      </p>
      {again}
    </Flex>
  );
}

function Copy({ token, outcome: { calls, recordings, file } }: { token: string; outcome: MyDataOutcome }) {
  const { t } = useTranslation('retention');
  if (calls + file === 0) return <Alert type="info" showIcon title={t('my.nothing')} />;
  return (
    <>
      <Alert
        type="success"
        showIcon
        title={t('my.calls', { calls, recordings })}
        description={file > 0 ? t('my.file', { count: file }) : undefined}
      />
      <Button
        block
        type="primary"
        size="large"
        icon={<DownloadOutlined />}
        href={`/api/my-data/${token}/copy`}
        download
      >
        {t('my.download')}
      </Button>
    </>
  );
}

function Deleted({ token, data, outcome }: { token: string; data: MyData; outcome: MyDataOutcome }) {
  const { t } = useTranslation('retention');
  const why = ({ kind, until }: KeptEntry): string => {
    if (kind === 'hold') return t('my.keptHold');
    if (kind === 'do_not_call') return t('my.fileKeptNoCalls');
    return until ? t('my.fileKeptBlockUntil', { until: time(until) }) : t('my.fileKeptBlock');
  };
  const { calls, destroyed, notesRemoved, kept, file, fileKept } = outcome;
  if (calls + file + fileKept.length === 0) return <Alert type="info" showIcon title={t('my.nothing')} />;
  return (
    <>
      <Alert
        type={destroyed + file > 0 ? 'success' : 'info'}
        showIcon
        title={destroyed > 0 ? t('my.destroyed', { count: destroyed }) : t('my.destroyedNone')}
        description={[
          notesRemoved > 0 && t('my.notesRemoved', { count: notesRemoved }),
          file > 0 && t('my.fileRemoved', { count: file }),
        ]
          .filter(Boolean)
          .map((line) => (
            <div key={line || ''}>{line}</div>
          ))}
      />
      {data.certificate && (
        <Button block size="large" icon={<DownloadOutlined />} href={`/api/my-data/${token}/certificate`} download>
          {t('my.certificate')}
        </Button>
      )}
      {kept.length > 0 && (
        <section>
          <h2 className={styles.heading} style={{ margin: 0 }}>
            {t('my.kept', { count: kept.length })}
          </h2>
          <ul className={styles.kept}>
            {kept.map(({ id, startedAt, until, law }) => (
              <li key={id}>
                <span className="tabular">{time(startedAt)}</span>
                <small>
                  {until ? t('my.keptLaw', { until: time(until).slice(0, 10), law: law ?? '—' }) : t('my.keptHold')}
                </small>
              </li>
            ))}
          </ul>
        </section>
      )}
      {fileKept.length > 0 && (
        <section>
          <h2 className={styles.heading} style={{ margin: 0 }}>
            {t('my.fileKept')}
          </h2>
          <ul className={styles.kept}>
            {fileKept.map((entry) => (
              <li key={entry.kind + entry.since}>
                <span className="tabular">{t('my.fileKeptSince', { since: time(entry.since).slice(0, 10) })}</span>
                <small>{why(entry)}</small>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

import { PhoneFilled } from '@ant-design/icons';
import type { Callback, Desk } from '@sibai/contracts';
import { Failure, formatTime, language, Loading, Nothing, PhoneNumber } from '@sibai/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Popconfirm, Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import type { PhoneState } from '../phone/phone-state';
import { useAct } from './call-actions';
import { callBack, callbacksQuery, cancelCallback } from './outbound';
import styles from './desk.module.css';

/** Who asked to be called back, by whom it is due first. */
export function Callbacks({ desk, line }: { desk: Desk; line: PhoneState }) {
  const { t } = useTranslation('desk');
  const { data, error, refetch } = useQuery(callbacksQuery);
  const busy = desk.call !== null || line.at !== 'ready' || desk.presence === 'offline';
  if (error) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  if (data.callbacks.length === 0) return <Nothing text={t('callback.none')} />;
  const due = data.callbacks.toSorted((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt));
  return (
    <ul className={styles.callbacks}>
      {due.map((callback) => (
        <Row key={callback.id} callback={callback} busy={busy} />
      ))}
    </ul>
  );
}

function Row({ callback, busy }: { callback: Callback; busy: boolean }) {
  const { t } = useTranslation('desk');
  const client = useQueryClient();
  const { act, acting } = useAct();
  const run = async (work: () => Promise<unknown>) => {
    if (await act(work)) void client.invalidateQueries({ queryKey: callbacksQuery.queryKey });
  };
  return (
    <li>
      <div className={styles.callbackHead}>
        <PhoneNumber number={callback.number} />
        <Tag color={callback.state === 'calling' ? 'processing' : 'default'}>
          {t(`callback.state.${callback.state}`)}
        </Tag>
      </div>
      <div className={`${styles.secondary} tabular`}>
        {t('callback.due', { at: formatTime(callback.dueAt, 'short', language()) })} ·{' '}
        {t('callback.tries', { tries: callback.tries, most: callback.maxTries })}
        {callback.lastResult && ` · ${t(`callback.result.${callback.lastResult}`)}`}
      </div>
      {callback.note && <p>{callback.note}</p>}
      <div className={styles.choices}>
        <Button
          type="primary"
          size="small"
          icon={<PhoneFilled aria-hidden />}
          disabled={busy || acting || callback.state === 'calling'}
          onClick={() => void run(() => callBack(callback.id))}
        >
          {t('callback.call')}
        </Button>
        <Popconfirm
          title={t('callback.cancelAsk')}
          okText={t('callback.cancel')}
          onConfirm={() => run(() => cancelCallback(callback.id))}
        >
          <Button size="small" disabled={acting || callback.state === 'calling'}>
            {t('callback.cancel')}
          </Button>
        </Popconfirm>
      </div>
    </li>
  );
}

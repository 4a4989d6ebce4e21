import { PhoneFilled, PhoneOutlined, RedoOutlined } from '@ant-design/icons';
import type { Desk } from '@sibai/contracts';
import { formatNumber, formatTime, language, maskNumber, Nothing, useErrorText } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Select, Tooltip } from 'antd';
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { PhoneState } from '../phone/phone-state';
import { dialOut, useAct } from './call-actions';
import { digitsOf } from './numbers';
import { meansQuery, previewQuery, recentQuery } from './outbound';
import { dialPad } from './side-tab';
import { useStore } from '../platform/store';
import styles from './desk.module.css';

/** A colleague's own calls show who was called; the middle stays hidden, and calling needs no reading. */
const shown = (number: string): string => {
  const masked = maskNumber(number);
  return masked === number ? formatNumber(number) : masked;
};

/** Calls out: a number typed, pasted or taken from the last ones. It says before which number the callee will see. */
export function Dialler({ desk, line }: { desk: Desk; line: PhoneState }) {
  const { t } = useTranslation('desk');
  const errorText = useErrorText();
  const wanted = useStore(dialPad);
  const [typed, setTyped] = useState('');
  const [lineId, setLineId] = useState<string>();
  const { act, acting } = useAct();
  const { data: means, error: noMeans } = useQuery(meansQuery);
  const { data: recent } = useQuery(recentQuery(`${desk.call?.callId} ${desk.wrapUp?.callId} ${desk.since}`));
  const field = useRef<HTMLInputElement>(null);

  const to = digitsOf(typed);
  const from = lineId ?? means?.lines[0]?.id;
  const { data: preview, error: refused } = useQuery(previewQuery(useDeferredValue(to), from));
  const busy = desk.call !== null || line.at !== 'ready' || desk.presence === 'offline';
  const lastOut = recent?.find(({ direction }) => direction === 'out');

  // Asked for by a key: the field is where the next digit goes, once its page is in front.
  useEffect(() => {
    if (wanted === 0) return;
    const frame = requestAnimationFrame(() => field.current?.focus());
    return () => cancelAnimationFrame(frame);
  }, [wanted]);

  const dial = (number: string | null) => {
    if (number === null || busy) return;
    void act(() => dialOut(number, from ? { lineId: from } : {}));
  };

  return (
    <div className={styles.dialler}>
      <Form layout="vertical" onFinish={() => dial(to)}>
        <Form.Item
          label={t('dial.number')}
          htmlFor="dial-number"
          validateStatus={typed !== '' && to === null && typed.length > 2 ? 'error' : ''}
          help={typed.length > 2 && to === null ? t('dial.noNumber') : null}
        >
          <Input
            id="dial-number"
            ref={(input) => void (field.current = input?.input ?? null)}
            size="large"
            inputMode="tel"
            autoComplete="off"
            allowClear
            value={typed}
            maxLength={40}
            placeholder={t('dial.hint')}
            prefix={<PhoneOutlined aria-hidden />}
            onChange={(event) => setTyped(event.target.value)}
          />
        </Form.Item>
        {means && means.lines.length > 1 && (
          <Form.Item label={t('dial.line')}>
            <Select
              aria-label={t('dial.line')}
              value={from ?? null}
              options={means.lines.map(({ id, name, number }) => ({
                value: id,
                label: `${name} ${formatNumber(number)}`,
              }))}
              onChange={(id) => setLineId(id ?? undefined)}
            />
          </Form.Item>
        )}
        <p className={styles.secondary} role="status" data-cli={preview?.cli}>
          {preview?.cli ? t('dial.shows', { number: formatNumber(preview.cli) }) : t('dial.rule')}
        </p>
        {preview?.refused && (
          <Alert
            type="warning"
            showIcon
            title={t(`dial.refused.${preview.refused}`, {
              again: preview.again ? formatTime(preview.again, 'short', language()) : '',
            })}
          />
        )}
        {(noMeans ?? refused) && to !== null && <Alert type="error" showIcon title={errorText(noMeans ?? refused)} />}
        <div className={styles.choices}>
          <Tooltip title={busy ? t(desk.presence === 'offline' ? 'dial.signIn' : 'dial.busy') : null}>
            <Button
              type="primary"
              htmlType="submit"
              size="large"
              icon={<PhoneFilled aria-hidden />}
              loading={acting}
              disabled={to === null || busy || Boolean(preview?.refused)}
            >
              {t('dial.call')}
            </Button>
          </Tooltip>
          {lastOut && (
            <Button
              size="large"
              icon={<RedoOutlined aria-hidden />}
              disabled={busy || acting}
              onClick={() => dial(lastOut.number)}
            >
              {t('dial.redial')}
            </Button>
          )}
        </div>
      </Form>
      <h3 className={styles.sideTitle}>{t('dial.recent')}</h3>
      {recent?.length === 0 && <Nothing text={t('dial.none')} />}
      <ul className={styles.recent}>
        {recent?.slice(0, 20).map((each) => (
          <li key={each.callId}>
            <button
              type="button"
              disabled={digitsOf(each.number) === null}
              aria-label={t('dial.take', { number: shown(each.number) })}
              onClick={() => setTyped(each.number)}
            >
              <span className="tabular">{shown(each.number) || t('call.unknown')}</span>
              <span className={each.answered ? styles.secondary : styles.missed}>
                {t(`dial.${each.direction}`)} {!each.answered && t('dial.unanswered')}{' '}
                <time className="tabular" dateTime={each.at}>
                  {formatTime(each.at, 'short', language())}
                </time>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

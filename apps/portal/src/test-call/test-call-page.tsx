import { PhoneFilled } from '@ant-design/icons';
import type { Line } from '@sibai/contracts';
import { Nothing, TelephonyBanner } from '@sibai/ui';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Button, Card, Form, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';

import { Page } from '../frame/page';
import { lineLabel } from '../trunk/line-label';
import { lines } from '../trunk/lines';
import { CallPanel } from './call-panel';
import { Ended } from './ended';
import { testCaller, useTestCall } from './test-caller';
import styles from './test-call.module.css';

const STEPS = ['one', 'two', 'three'] as const;

export function TestCallPage() {
  const { t } = useTranslation('testCall');
  const { t: frame } = useTranslation('frame');
  const { data: all } = useSuspenseQuery(lines);
  const state = useTestCall();
  return (
    <Page title={frame('page.testCall')} lead={t('lead')}>
      <TelephonyBanner />
      <div className={styles.columns}>
        <Card>
          {state.at !== 'idle' && <CallPanel state={state} />}
          {state.at === 'idle' && all.length === 0 && (
            <Nothing text={t('noLines')}>
              <Link to="/lines">{t('toLines')}</Link>
            </Nothing>
          )}
          {state.at === 'idle' && all.length > 0 && (
            <>
              <Ended ended={state.ended} />
              <DialForm lines={all} again={state.ended !== null} />
            </>
          )}
        </Card>
        <Card title={t('steps.title')}>
          <ol className={styles.steps}>
            {STEPS.map((step) => (
              <li key={step}>{t(`steps.${step}`)}</li>
            ))}
          </ol>
        </Card>
      </div>
    </Page>
  );
}

function DialForm({ lines: all, again }: { lines: readonly Line[]; again: boolean }) {
  const { t } = useTranslation('testCall');
  const [params, setParams] = useSearchParams();
  const wanted = params.get('line');
  const [number, setNumber] = useState(all.find((line) => line.number === wanted)?.number ?? all[0]?.number ?? '');
  return (
    <Form layout="vertical" onFinish={() => void testCaller.dial(number)}>
      <Form.Item label={t('line')} htmlFor="line">
        <Select
          id="line"
          size="large"
          value={number}
          onChange={(chosen) => {
            setNumber(chosen);
            setParams({ line: chosen }, { replace: true });
          }}
          options={all.map(({ number: value, name }) => ({ value, label: lineLabel(name, value) }))}
        />
      </Form.Item>
      <Button type="primary" size="large" htmlType="submit" icon={<PhoneFilled />} block>
        {again ? t('again') : t('dial')}
      </Button>
    </Form>
  );
}

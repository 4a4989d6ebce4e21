import { CheckCircleFilled, PhoneFilled } from '@ant-design/icons';
import { type Line, type LineCandidate, LINE_TYPES, type LineStep } from '@sibai/contracts';
import { formatNumber, Nothing, Refused, TelephonyBanner } from '@sibai/ui';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { Alert, Button, Card, Collapse, Flex, Form, Input, Select } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';

import { Page } from '../frame/page';
import { flows } from '../ivr/flows';
import { lines } from '../trunk/lines';
import { trunks } from '../trunk/trunks';
import { CheckPanel } from './check-panel';
import { ConcurrencyField, MediaFields } from './config-fields';
import { lineStep, useCheck, useGoLive } from './line-queries';
import { WordFields } from '../words/word-hints';
import styles from './line.module.css';

/** The last step: a number, a trunk and a flow become a line that answers. */
export function LineWizardPage() {
  const { t } = useTranslation('line');
  const { data: step } = useSuspenseQuery(lineStep);
  const { data: all } = useSuspenseQuery(lines);
  const [fresh, setFresh] = useState<Line | null>(null);
  const waiting = step.numbers.filter(({ lineId }) => lineId === null);
  const live = fresh ?? (waiting.length === 0 ? (all[0] ?? null) : null);
  return (
    <Page title={t('wizard.title')} lead={t('wizard.lead')}>
      <TelephonyBanner />
      {live && <Live line={live} first={live === fresh} />}
      {!live && waiting.length === 0 && (
        <Card>
          <Nothing text={t('wizard.none')}>
            <Link to="/onboarding/number">{t('wizard.noneGo')}</Link>
          </Nothing>
        </Card>
      )}
      {!live && waiting.length > 0 && <GoLiveForm step={step} numbers={waiting} onLive={setFresh} />}
    </Page>
  );
}

function Live({ line, first }: { line: Line; first: boolean }) {
  const { t } = useTranslation('line');
  const go = useNavigate();
  const check = useCheck(line.id);
  const begun = useRef(false);
  const { mutate } = check;
  useEffect(() => {
    // Once for a line that has just gone live, also where effects run twice.
    if (!first || begun.current) return;
    begun.current = true;
    mutate();
  }, [first, mutate]);
  return (
    <Flex vertical gap={16}>
      <section className={styles.live}>
        <CheckCircleFilled style={{ fontSize: 34, color: 'var(--ant-color-success)' }} />
        <h2>{t('live.title')}</h2>
        <div className={`${styles.big} tabular`}>{formatNumber(line.number)}</div>
        <p>{t('live.lead')}</p>
        <Flex gap={12} justify="center" wrap>
          <Button
            type="primary"
            size="large"
            icon={<PhoneFilled />}
            onClick={() => void go(`/test-call?line=${line.number}`)}
          >
            {t('live.call')}
          </Button>
          <Button size="large" onClick={() => void go(`/lines/${line.id}`)}>
            {t('live.manage')}
          </Button>
        </Flex>
      </section>
      <Alert type="info" showIcon title={t('live.desk')} />
      <Card title={t('page.check')}>
        <CheckPanel key={check.data?.id ?? 'past'} lineId={line.id} />
      </Card>
    </Flex>
  );
}

interface Typed {
  readonly number: string;
  readonly lineType: LineCandidate['lineType'];
  readonly trunkId?: string;
  readonly flow: 'starter' | 'own';
  readonly flowId?: string;
  readonly greeting?: string;
  readonly confirmed?: boolean;
  readonly concurrency: number;
  readonly codecs: ('alaw' | 'ulaw' | 'g722' | 'g729')[];
  readonly dtmf: 'rfc4733' | 'inband' | 'info';
}

interface FormProps {
  readonly step: LineStep;
  readonly numbers: readonly LineCandidate[];
  readonly onLive: (line: Line) => void;
}

function GoLiveForm({ step, numbers, onLive }: FormProps) {
  const { t } = useTranslation('line');
  const { t: frame } = useTranslation('frame');
  const [form] = Form.useForm<Typed>();
  const goLive = useGoLive();
  const { data: ownTrunks = [] } = useQuery(trunks);
  const { data: ownFlows = [] } = useQuery(flows);
  const first = numbers.find(({ missing }) => missing.length === 0) ?? numbers[0];
  const number = Form.useWatch('number', form) ?? first?.number;
  const candidate = numbers.find((one) => one.number === number) ?? first;
  if (!candidate || !first) return null;
  const lineType = candidate.lineType ?? 'cloud';
  const greeting = t('wizard.greetingDefault', { company: step.company ?? '' });

  const submit = ({ flow, flowId, greeting: said, trunkId, ...typed }: Typed) =>
    goLive.mutate(
      {
        ...typed,
        lineType,
        trunkId: lineType === 'sip_trunk' ? ((trunkId ?? null) as never) : null,
        flowId: flow === 'own' ? ((flowId ?? null) as never) : null,
        ...(flow === 'starter' && said && said !== greeting ? { greeting: said } : {}),
      },
      { onSuccess: onLive },
    );
  const initial = {
    ...{ number: first.number, flow: 'starter', greeting, codecs: ['alaw', 'ulaw', 'g729'], dtmf: 'rfc4733' },
    concurrency: Math.min(100, first.concurrency ?? 100),
  };
  return (
    <Card>
      <Form form={form} layout="vertical" initialValues={initial} onFinish={submit} disabled={goLive.isPending}>
        <Refused error={goLive.error} />
        <Form.Item name="number" label={t('wizard.number')}>
          {numbers.length > 1 ? (
            <Select
              size="large"
              options={numbers.map(({ number: value }) => ({ value, label: formatNumber(value) }))}
              onChange={(value: string) => {
                const bought = numbers.find((one) => one.number === value)?.concurrency;
                form.setFieldValue('concurrency', Math.min(100, bought ?? 100));
              }}
            />
          ) : (
            <OnlyNumber />
          )}
        </Form.Item>
        {candidate.missing.length > 0 && (
          <Alert
            type="warning"
            showIcon
            style={{ marginBlockEnd: 20 }}
            title={t('wizard.missing', { needs: candidate.missing.map((need) => t(`need.${need}`)).join('、') })}
            description={t('wizard.missingHint')}
          />
        )}
        <Form.Item label={t('config.lineType')}>
          <div className={styles.choice} role="radiogroup">
            {LINE_TYPES.toReversed().map((type) => (
              <label key={type}>
                <input type="radio" checked={type === lineType} disabled={type !== lineType} readOnly />
                <strong>{t(`config.${type}`)}</strong>
                <small>
                  {type !== lineType
                    ? t('wizard.notBought')
                    : type === 'cloud'
                      ? step.cloudTrunk
                        ? t('wizard.cloudHint')
                        : t('wizard.noCloud')
                      : t('wizard.ownTrunkHint')}
                </small>
              </label>
            ))}
          </div>
        </Form.Item>
        {lineType === 'sip_trunk' && (
          <Form.Item
            name="trunkId"
            label={t('config.trunk')}
            rules={[{ required: true, message: frame('required') }]}
            extra={<Link to="/trunks">{frame('page.trunks')}</Link>}
          >
            <Select options={ownTrunks.map(({ id, name }) => ({ value: id, label: name }))} />
          </Form.Item>
        )}
        <Form.Item name="flow" label={t('wizard.flow')}>
          <FlowChoice own={ownFlows.length > 0} />
        </Form.Item>
        <Form.Item noStyle dependencies={['flow']}>
          {({ getFieldValue }) =>
            getFieldValue('flow') === 'own' ? (
              <Form.Item
                name="flowId"
                label={t('config.flow')}
                rules={[{ required: true, message: frame('required') }]}
              >
                <Select
                  options={ownFlows.map(({ id, name, version }) => ({ value: id, label: `${name} · v${version}` }))}
                />
              </Form.Item>
            ) : (
              <>
                <Form.Item name="greeting" label={t('wizard.greeting')}>
                  <Input.TextArea autoSize maxLength={120} showCount />
                </Form.Item>
                <WordFields names={['greeting']} />
              </>
            )
          }
        </Form.Item>
        <ConcurrencyField max={candidate.concurrency ?? undefined} />
        <Collapse
          ghost
          items={[{ key: 'media', label: t('wizard.more'), forceRender: true, children: <MediaFields /> }]}
        />
        <Button
          type="primary"
          size="large"
          htmlType="submit"
          block
          loading={goLive.isPending}
          disabled={candidate.missing.length > 0 || (lineType === 'cloud' && !step.cloudTrunk)}
          style={{ marginBlockStart: 12 }}
        >
          {t('wizard.goLive', { number: formatNumber(candidate.number) })}
        </Button>
      </Form>
    </Card>
  );
}

function OnlyNumber({ value = '' }: { value?: string }) {
  return <div className={`${styles.number} tabular`}>{formatNumber(value)}</div>;
}

interface FlowChoiceProps {
  readonly own: boolean;
  readonly value?: 'starter' | 'own';
  readonly onChange?: (value: 'starter' | 'own') => void;
}

function FlowChoice({ own, value, onChange }: FlowChoiceProps) {
  const { t } = useTranslation('line');
  return (
    <div className={styles.choice} role="radiogroup" aria-label={t('wizard.flow')}>
      {(['starter', 'own'] as const).map((kind) => (
        <label key={kind}>
          <input
            type="radio"
            name="flow"
            checked={value === kind}
            disabled={kind === 'own' && !own}
            onChange={() => onChange?.(kind)}
          />
          <strong>{t(`wizard.${kind}`)}</strong>
          <small>{t(`wizard.${kind}Hint`)}</small>
        </label>
      ))}
    </div>
  );
}

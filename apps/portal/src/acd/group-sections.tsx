import type { Group, OverflowTarget } from '@sibai/contracts';
import { type PresetName, PRESETS, STRATEGIES, type StrategyName } from '@sibai/routing';
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Flex, Form, Input, InputNumber, Radio, Select, Switch, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { prompts } from '../ivr/flows';
import { BEGIN } from './group-draft';
import { OptionalPart } from './optional-part';
import { PartList } from './part-list';
import { Seconds } from './seconds';
import { isWhole, TargetInput } from './target-input';
import { WeekInput } from './week-input';

interface Others {
  /** The groups a caller may be sent to. */
  readonly others: readonly Group[];
}

const at = (...path: (string | number)[]) => ['settings', ...path];
const DAY_MS = 86_400_000;

/** A field with where callers go. */
function Target({ name, others, label }: Others & { readonly name: (string | number)[]; readonly label: string }) {
  const { t } = useTranslation('acd');
  return (
    <Form.Item
      name={name}
      label={label}
      style={{ flexGrow: 1, minWidth: 'min(420px, 100%)' }}
      rules={[
        {
          validator: (_, target: OverflowTarget) =>
            isWhole(target) ? Promise.resolve() : Promise.reject(new Error(t('set.target.missing'))),
        },
      ]}
    >
      <TargetInput groups={others} label={label} />
    </Form.Item>
  );
}

function Level({ name, label, hint }: { name: (string | number)[]; label: string; hint?: string }) {
  const { t: frame } = useTranslation('frame');
  return (
    <Form.Item
      name={name}
      label={label}
      {...(hint !== undefined && { extra: hint })}
      rules={[{ required: true, message: frame('required') }]}
    >
      <InputNumber min={1} max={10} precision={0} style={{ width: 120 }} />
    </Form.Item>
  );
}

const options = (groups: readonly Group[]) => groups.map(({ id, name }) => ({ value: id, label: name }));

export function RouteSection({ others }: Others) {
  const { t } = useTranslation('acd');
  const { t: frame } = useTranslation('frame');
  const form = Form.useFormInstance();
  const take = (name: PresetName): void => {
    const preset: { strategy: StrategyName; sticky?: { withinMs: number; extraWaitMs: number } } = PRESETS[name];
    form.setFieldValue(at('strategy'), preset.strategy);
    form.setFieldValue(
      at('sticky'),
      preset.sticky
        ? { withinDays: preset.sticky.withinMs / DAY_MS, extraWaitSeconds: preset.sticky.extraWaitMs / 1000 }
        : null,
    );
  };
  return (
    <Card title={t('set.section.route')}>
      <Flex wrap gap={8} align="center" style={{ marginBlockEnd: 16 }}>
        <Typography.Text type="secondary">{t('set.preset.label')}</Typography.Text>
        {(Object.keys(PRESETS) as PresetName[]).map((name) => (
          <Button key={name} size="small" onClick={() => take(name)}>
            {t(`set.preset.${name}`)}
          </Button>
        ))}
      </Flex>
      <Flex wrap gap="0 32px">
        <Form.Item name={at('strategy')} label={t('set.strategy.label')} extra={t('set.strategy.hint')}>
          <Select
            style={{ width: 240 }}
            options={(Object.keys(STRATEGIES) as StrategyName[]).map((name) => ({
              value: name,
              label: t(`set.strategy.${name}`),
            }))}
          />
        </Form.Item>
        <Level name={at('minProficiency')} label={t('set.minProficiency')} hint={t('set.minProficiencyHint')} />
      </Flex>
      <OptionalPart name={at('sticky')} label={t('set.sticky.label')} begin={BEGIN.sticky}>
        <Flex wrap gap="0 32px">
          <Form.Item
            name={at('sticky', 'withinDays')}
            label={t('set.sticky.withinDays')}
            rules={[{ required: true, message: frame('required') }]}
          >
            <InputNumber min={1} max={365} precision={0} style={{ width: 160 }} />
          </Form.Item>
          <Seconds name={at('sticky', 'extraWaitSeconds')} label={t('set.sticky.extraWait')} min={0} max={600} />
        </Flex>
      </OptionalPart>
      <Typography.Title level={5}>{t('set.lends.label')}</Typography.Title>
      <Typography.Paragraph type="secondary">{t('set.lends.lead')}</Typography.Paragraph>
      <PartList
        name={at('lends')}
        add={t('set.lends.add')}
        begin={BEGIN.lends}
        most={10}
        disabled={others.length === 0}
      >
        {(row) => (
          <>
            <Form.Item
              name={[row, 'to']}
              label={t('set.lends.to')}
              rules={[{ required: true, message: frame('required') }]}
            >
              <Select style={{ width: 200 }} options={options(others)} />
            </Form.Item>
            <Form.Item
              name={[row, 'safePercent']}
              label={t('set.lends.safe')}
              rules={[{ required: true, message: frame('required') }]}
            >
              <InputNumber min={0} max={100} precision={0} suffix={t('set.percent')} style={{ width: 140 }} />
            </Form.Item>
            <Form.Item
              name={[row, 'keepReady']}
              label={t('set.lends.keep')}
              rules={[{ required: true, message: frame('required') }]}
            >
              <InputNumber min={0} max={1000} precision={0} suffix={t('set.lends.people')} style={{ width: 140 }} />
            </Form.Item>
            <Level name={[row, 'proficiency']} label={t('set.lends.proficiency')} />
          </>
        )}
      </PartList>
    </Card>
  );
}

export function RelaxSection({ others }: Others) {
  const { t } = useTranslation('acd');
  return (
    <Card title={t('set.section.relax')}>
      <Typography.Paragraph type="secondary">{t('set.relax.lead')}</Typography.Paragraph>
      <PartList name={at('relaxation')} add={t('set.relax.add')} begin={BEGIN.relaxation} most={10}>
        {(row) => (
          <>
            <Seconds name={[row, 'afterSeconds']} label={t('set.relax.after')} min={1} max={3600} />
            <Form.Item name={[row, 'proficiency']} label={t('set.relax.proficiency')}>
              <InputNumber min={1} max={10} precision={0} placeholder={t('set.relax.none')} style={{ width: 140 }} />
            </Form.Item>
            <Form.Item
              name={[row, 'addGroup']}
              label={t('set.relax.addGroup')}
              dependencies={[at('relaxation', row, 'proficiency')]}
              rules={[
                ({ getFieldValue }) => ({
                  validator: (_, group: unknown) =>
                    group || getFieldValue(at('relaxation', row, 'proficiency'))
                      ? Promise.resolve()
                      : Promise.reject(new Error(t('set.relax.wrong'))),
                }),
              ]}
            >
              <Select
                allowClear
                placeholder={t('set.relax.noGroup')}
                style={{ width: 200 }}
                options={options(others)}
              />
            </Form.Item>
          </>
        )}
      </PartList>
    </Card>
  );
}

export function HoursSection({ others }: Others) {
  const { t } = useTranslation('acd');
  return (
    <Card title={t('set.section.hours')} extra={<Link to="/calendar">{t('set.hours.calendar')}</Link>}>
      <OptionalPart
        name={at('hours')}
        label={t('set.hours.set')}
        begin={BEGIN.hours}
        hint={
          <Typography.Paragraph type="secondary" style={{ marginBlock: '4px 0' }}>
            {t('set.hours.hint')}
          </Typography.Paragraph>
        }
      >
        <WeekInput name={at('hours')} />
        <Form.Item name={at('holidays')} label={t('set.hours.holidays')} valuePropName="checked">
          <Switch />
        </Form.Item>
        <Target name={at('closedTo')} others={others} label={t('set.hours.closedTo')} />
        <OptionalPart name={at('holidayTo')} label={t('set.hours.ownHoliday')} begin={BEGIN.holidayTo}>
          <Target name={at('holidayTo')} others={others} label={t('set.hours.holidayTo')} />
        </OptionalPart>
      </OptionalPart>
    </Card>
  );
}

export function WaitingSection() {
  const { t } = useTranslation('acd');
  const { data: files = [] } = useQuery(prompts);
  const title: unknown = Form.useWatch(at('agentTitle'), { preserve: true });
  return (
    <Card title={t('set.section.waiting')}>
      <Flex wrap gap="0 32px">
        <Form.Item name={at('music')} label={t('set.waiting.music')} extra={t('set.waiting.musicHint')}>
          <Select
            allowClear
            placeholder={t('set.waiting.houseMusic')}
            style={{ width: 260 }}
            options={files.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Form.Item>
        <Form.Item
          name={at('agentTitle')}
          label={t('set.waiting.agentTitle')}
          extra={t('set.waiting.agentTitleHint', { title: typeof title === 'string' && title ? title : '客服' })}
        >
          <Input maxLength={12} style={{ width: 200 }} />
        </Form.Item>
      </Flex>
      <OptionalPart
        name={at('announce')}
        label={t('set.waiting.announce')}
        begin={BEGIN.announce}
        hint={
          <Typography.Paragraph type="secondary" style={{ marginBlock: '4px 0' }}>
            {t('set.waiting.announceHint')}
          </Typography.Paragraph>
        }
      >
        <Flex wrap gap="0 32px">
          <Seconds name={at('announce', 'everySeconds')} label={t('set.waiting.every')} min={10} max={600} />
          <Form.Item name={at('announce', 'position')} label={t('set.waiting.position')} valuePropName="checked">
            <Switch />
          </Form.Item>
          <Form.Item
            name={at('announce', 'estimatedWait')}
            label={t('set.waiting.estimatedWait')}
            valuePropName="checked"
          >
            <Switch />
          </Form.Item>
        </Flex>
      </OptionalPart>
      <Typography.Title level={5}>{t('set.waiting.comfort')}</Typography.Title>
      <Typography.Paragraph type="secondary">{t('set.waiting.comfortHint')}</Typography.Paragraph>
      <PartList name={at('comfort')} add={t('set.waiting.addComfort')} begin={BEGIN.comfort} most={5}>
        {(row) => (
          <Form.Item name={[row, 'text']} style={{ flex: '1 1 300px', marginBlockEnd: 0 }}>
            <Input.TextArea
              maxLength={500}
              autoSize={{ minRows: 1, maxRows: 4 }}
              aria-label={t('set.waiting.comfort')}
            />
          </Form.Item>
        )}
      </PartList>
    </Card>
  );
}

export function OverflowSection({ others }: Others) {
  const { t } = useTranslation('acd');
  const { t: frame } = useTranslation('frame');
  return (
    <Card title={t('set.section.overflow')}>
      <Form.Item name="callbackOffered" label={t('set.overflow.callback')} valuePropName="checked">
        <Switch />
      </Form.Item>
      <OptionalPart name={at('maxWait')} label={t('set.overflow.maxWaitOn')} begin={BEGIN.maxWait}>
        <Flex wrap gap="0 32px">
          <Seconds name={at('maxWait', 'seconds')} label={t('set.overflow.maxWait')} min={5} max={7200} />
          <Target name={at('maxWait', 'to')} others={others} label={t('set.target.label')} />
        </Flex>
      </OptionalPart>
      <OptionalPart name={at('maxLength')} label={t('set.overflow.maxLengthOn')} begin={BEGIN.maxLength}>
        <Flex wrap gap="0 32px">
          <Form.Item
            name={at('maxLength', 'callers')}
            label={t('set.overflow.callers')}
            rules={[{ required: true, message: frame('required') }]}
          >
            <InputNumber min={0} max={1000} precision={0} suffix={t('set.overflow.people')} style={{ width: 160 }} />
          </Form.Item>
          <Target name={at('maxLength', 'to')} others={others} label={t('set.target.label')} />
        </Flex>
      </OptionalPart>
      <Typography.Title level={5}>{t('set.overflow.rules')}</Typography.Title>
      <Typography.Paragraph type="secondary">{t('set.overflow.lead')}</Typography.Paragraph>
      <PartList name={at('overflow')} add={t('set.overflow.add')} begin={BEGIN.overflow} most={10}>
        {(row) => (
          <>
            <Seconds
              name={[row, 'afterSeconds']}
              label={t('set.overflow.after')}
              min={1}
              max={3600}
              optional
              placeholder={t('set.overflow.unset')}
            />
            <Form.Item
              name={[row, 'atLength']}
              label={t('set.overflow.atLength')}
              dependencies={[at('overflow', row, 'afterSeconds')]}
              rules={[
                ({ getFieldValue }) => ({
                  validator: (_, length: unknown) =>
                    length || getFieldValue(at('overflow', row, 'afterSeconds'))
                      ? Promise.resolve()
                      : Promise.reject(new Error(t('set.overflow.wrong'))),
                }),
              ]}
            >
              <InputNumber
                min={1}
                max={1000}
                precision={0}
                suffix={t('set.overflow.people')}
                placeholder={t('set.overflow.unset')}
                style={{ width: 160 }}
              />
            </Form.Item>
            <Form.List name={[row, 'to']}>
              {(targets, list) => (
                <Flex vertical style={{ flex: '1 1 300px', minWidth: 0 }}>
                  {targets.map((target) => (
                    <Target key={target.key} name={[target.name]} others={others} label={t('set.target.label')} />
                  ))}
                  {targets.length < 4 && (
                    <Button
                      type="link"
                      size="small"
                      style={{ alignSelf: 'flex-start', paddingInline: 0 }}
                      onClick={() => list.add({ kind: 'voicemail' })}
                    >
                      {t('set.overflow.addTarget')}
                    </Button>
                  )}
                </Flex>
              )}
            </Form.List>
          </>
        )}
      </PartList>
    </Card>
  );
}

export function AfterSection() {
  const { t } = useTranslation('acd');
  const mode: unknown = Form.useWatch('wrapUpMode', { preserve: true });
  return (
    <Card title={t('set.section.after')}>
      <Form.Item name="wrapUpMode" label={t('set.after.mode')}>
        <Radio.Group
          vertical
          options={(['fixed', 'extendable', 'manual'] as const).map((value) => ({
            value,
            label: t(`set.after.${value}`),
          }))}
        />
      </Form.Item>
      <Flex wrap gap="0 32px">
        {mode !== 'manual' && (
          <Seconds name={['wrapUpSeconds']} label={t('group.wrapUp')} hint={t('group.wrapUpHint')} min={0} max={3600} />
        )}
        {mode !== 'fixed' && <Seconds name={at('wrapUpMaxSeconds')} label={t('set.after.max')} min={60} max={14_400} />}
      </Flex>
      <Form.Item
        name="dispositionRequired"
        label={t('set.after.disposition')}
        extra={t('set.after.dispositionHint')}
        valuePropName="checked"
      >
        <Switch />
      </Form.Item>
    </Card>
  );
}

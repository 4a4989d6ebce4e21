import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { CLI_RULES, OUTBOUND_LIMITS } from '@sibai/compliance';
import type { OutboundSettings } from '@sibai/contracts';
import { Failure, Loading, Refused } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Card, Flex, Form, Input, InputNumber, Radio, Space, Switch, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

import { settings, useSaveSettings } from './outbound';

/** Hours, limits, the choice of the number, and how callbacks are tried. */
export function Rules({ manage }: { manage: boolean }) {
  const query = useQuery(settings);
  if (query.isError && !query.data)
    return (
      <Card>
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      </Card>
    );
  return query.data ? <RulesForm initial={query.data} manage={manage} /> : <Loading />;
}

function RulesForm({ initial, manage }: { initial: OutboundSettings; manage: boolean }) {
  const { t } = useTranslation('outbound');
  const { t: frame } = useTranslation('frame');
  const { message } = App.useApp();
  const save = useSaveSettings();
  const submit = (values: OutboundSettings): void =>
    save.mutate({ ...initial, ...values }, { onSuccess: () => void message.success(t('rules.saved')) });
  const number = (name: 'perHour' | 'perDay' | 'callbackTries' | 'callbackPauseMinutes', max: number) => (
    <Form.Item name={name} noStyle rules={[{ required: true }]}>
      <InputNumber min={1} max={max} precision={0} style={{ width: 84 }} />
    </Form.Item>
  );
  return (
    <Card>
      <Form
        layout="vertical"
        initialValues={initial}
        disabled={!manage}
        onFinish={submit}
        style={{ maxWidth: 720 }}
        scrollToFirstError
      >
        <Refused error={save.error} />
        <Form.Item name="cliRule" label={t('rules.cli')} extra={t('rules.cliHint')}>
          <Radio.Group>
            <Space orientation="vertical">
              {CLI_RULES.map((rule) => (
                <Radio key={rule} value={rule}>
                  {t(`rules.cliRule.${rule}`)}
                </Radio>
              ))}
            </Space>
          </Radio.Group>
        </Form.Item>
        <Form.Item label={t('rules.hours')} extra={t('rules.asked')}>
          <Form.List name="hours">
            {(fields, { add, remove }) => (
              <Flex vertical gap={8} align="flex-start">
                {fields.length === 0 && <Typography.Text type="warning">{t('rules.noHours')}</Typography.Text>}
                {fields.map(({ key, name }) => (
                  <Flex key={key} gap={8} align="baseline" wrap>
                    <Time name={[name, 'from']} label={t('rules.hours')} />–
                    <Form.Item
                      name={[name, 'to']}
                      noStyle
                      dependencies={[['hours', name, 'from']]}
                      rules={[
                        ({ getFieldValue }) => ({
                          validator: (_, to: string) =>
                            to > (getFieldValue(['hours', name, 'from']) as string)
                              ? Promise.resolve()
                              : Promise.reject(new Error(t('rules.hoursInvalid'))),
                        }),
                      ]}
                    >
                      <Input
                        type="text"
                        inputMode="numeric"
                        maxLength={5}
                        style={{ width: 84 }}
                        aria-label={t('rules.hours')}
                      />
                    </Form.Item>
                    <Button
                      type="text"
                      icon={<DeleteOutlined />}
                      aria-label={frame('action.remove')}
                      onClick={() => remove(name)}
                    />
                    <Form.ErrorList errors={[]} />
                  </Flex>
                ))}
                {fields.length < 4 && (
                  <Button icon={<PlusOutlined />} onClick={() => add({ from: '09:00', to: '18:00' })}>
                    {t('rules.addHours')}
                  </Button>
                )}
              </Flex>
            )}
          </Form.List>
        </Form.Item>
        <Form.Item name="onHolidays" label={t('rules.holidays')} valuePropName="checked">
          <Switch />
        </Form.Item>
        <Form.Item label={t('rules.limits')} extra={t('rules.perMinute')}>
          <Flex gap={16} wrap>
            <span>
              {t('rules.perHour')} {number('perHour', OUTBOUND_LIMITS.perHour)} {t('rules.times')}
            </span>
            <span>
              {t('rules.perDay')} {number('perDay', OUTBOUND_LIMITS.perDay)} {t('rules.times')}
            </span>
          </Flex>
        </Form.Item>
        <Form.Item label={t('rules.callbacks')}>
          <Flex gap={16} wrap>
            <span>
              {t('rules.callbackTries')} {number('callbackTries', 10)} {t('rules.times')}
            </span>
            <span>
              {t('rules.callbackPause')} {number('callbackPauseMinutes', 240)} {t('rules.minutes')}
            </span>
          </Flex>
        </Form.Item>
        {manage && (
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {frame('action.save')}
          </Button>
        )}
      </Form>
    </Card>
  );
}

function Time({ name, label }: { name: (string | number)[]; label: string }) {
  const { t } = useTranslation('frame');
  return (
    <Form.Item name={name} noStyle rules={[{ pattern: /^([01]\d|2[0-3]):[0-5]\d$/, message: t('invalid') }]}>
      <Input type="text" inputMode="numeric" maxLength={5} style={{ width: 84 }} aria-label={label} />
    </Form.Item>
  );
}

import { LINE_RECORDING_POLICIES, type LineRecording, type RecordingRules } from '@sibai/contracts';
import { formatNumber, Nothing, Refused } from '@sibai/ui';
import { App, Select, Table, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

import { useSetLine } from './rules';

/** Which lines are recorded, and where a caller may decline. */
export function LinesTab({ rules: { lines, settings } }: { rules: RecordingRules }) {
  const { t } = useTranslation('recording');
  const { t: frame } = useTranslation('frame');
  const { message } = App.useApp();
  const save = useSetLine();
  return (
    <>
      <Typography.Paragraph type="secondary">{t('rules.lines.lead', { key: settings.optOutKey })}</Typography.Paragraph>
      <Refused error={save.error} />
      <Table<LineRecording>
        rowKey="lineId"
        pagination={false}
        scroll={{ x: 'max-content' }}
        dataSource={lines}
        locale={{ emptyText: <Nothing text={t('rules.lines.empty')} /> }}
        columns={[
          {
            title: t('rules.lines.number'),
            render: (_, { number }) => <span className="tabular">{formatNumber(number)}</span>,
          },
          { title: t('rules.lines.name'), dataIndex: 'name' },
          {
            title: t('rules.lines.policy'),
            render: (_, { lineId, number, policy }) => (
              <Select
                value={policy}
                aria-label={t('rules.lines.policyOf', { number: formatNumber(number) })}
                style={{ minWidth: 240 }}
                disabled={save.isPending}
                options={LINE_RECORDING_POLICIES.map((value) => ({ value, label: t(`rules.policy.${value}`) }))}
                onChange={(next) =>
                  save.mutate({ lineId, policy: next }, { onSuccess: () => void message.success(frame('saved')) })
                }
              />
            ),
          },
        ]}
      />
    </>
  );
}

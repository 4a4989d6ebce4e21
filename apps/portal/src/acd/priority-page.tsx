import { may } from '@sibai/contracts';
import { Failure, Loading, Nothing, Refused, useSignedIn } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Card, Flex, Form, InputNumber, Table, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

import { Page } from '../frame/page';
import { lineLabel } from '../trunk/line-label';
import { Seconds } from './seconds';
import { VipList } from './vip-list';
import { linePriorities, useSaveWeights, useSetLinePriority, weights } from './vips';

/** Who goes before others in the queues, and by how much. */
export function PriorityPage() {
  const { t } = useTranslation('acd');
  const { t: frame } = useTranslation('frame');
  return (
    <Page title={frame('page.priority')} lead={t('priority.lead')}>
      <Flex vertical gap={16}>
        <VipList />
        <Lines />
        <Weights />
      </Flex>
    </Page>
  );
}

function Lines() {
  const { t } = useTranslation('acd');
  const manage = may(useSignedIn().user.role, 'group.manage');
  const query = useQuery(linePriorities);
  const set = useSetLinePriority();
  return (
    <Card title={t('priority.lines')} styles={{ body: { padding: 0 } }}>
      <Typography.Paragraph type="secondary" style={{ margin: 16 }}>
        {t('priority.linesHint')}
      </Typography.Paragraph>
      <Refused error={set.error} />
      {query.isError ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Table
          rowKey="id"
          size="middle"
          pagination={false}
          loading={query.isPending}
          dataSource={query.data ?? []}
          locale={{ emptyText: query.isPending ? ' ' : <Nothing text={t('priority.noLines')} /> }}
          columns={[
            { title: t('priority.line'), render: (_, line) => lineLabel(line.name, line.number) },
            {
              title: t('priority.priority'),
              align: 'right',
              render: (_, line) => (
                <InputNumber
                  aria-label={`${line.name} ${t('priority.priority')}`}
                  min={0}
                  max={9}
                  precision={0}
                  disabled={!manage}
                  value={line.priority}
                  onChange={(priority) => priority !== null && set.mutate({ id: line.id, priority })}
                  style={{ width: 80 }}
                />
              ),
            },
          ]}
        />
      )}
    </Card>
  );
}

function Weights() {
  const { t } = useTranslation('acd');
  const { t: frame } = useTranslation('frame');
  const { message } = App.useApp();
  const manage = may(useSignedIn().user.role, 'group.manage');
  const query = useQuery(weights);
  const save = useSaveWeights();
  return (
    <Card title={t('priority.weights')}>
      <Typography.Paragraph type="secondary">{t('priority.weightsHint')}</Typography.Paragraph>
      {query.isPending && <Loading />}
      {query.isError && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && (
        <Form
          layout="vertical"
          disabled={!manage}
          initialValues={query.data}
          onFinish={(values: typeof query.data) =>
            save.mutate(values, { onSuccess: () => void message.success(frame('saved')) })
          }
        >
          <Refused error={save.error} />
          <Flex wrap gap="0 32px">
            <Seconds name={['callbackSeconds']} label={t('priority.callback')} min={0} max={3600} />
            <Seconds name={['redialSeconds']} label={t('priority.redial')} min={0} max={3600} />
          </Flex>
          {manage && (
            <Button htmlType="submit" type="primary" loading={save.isPending}>
              {frame('action.save')}
            </Button>
          )}
        </Form>
      )}
    </Card>
  );
}

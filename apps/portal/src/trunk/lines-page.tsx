import { EditOutlined, PlayCircleOutlined, PlusOutlined } from '@ant-design/icons';
import { type Line, may } from '@sibai/contracts';
import { formatNumber, useSignedIn } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Button, Flex, Progress } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';

import { Page } from '../frame/page';
import { QueryTable } from '../frame/query-table';
import { RemoveButton } from '../frame/remove-button';
import { flows } from '../ivr/flows';
import { IncomingTransfers } from '../line/incoming-transfers';
import { ReceiveButton } from '../line/receive-button';
import { LineStateTag } from '../line/verdict';
import { LineForm } from './line-form';
import { lines, useRemoveLine } from './lines';
import { trunks } from './trunks';

export function LinesPage() {
  const { t } = useTranslation('trunk');
  const { t: text } = useTranslation('line');
  const { t: frame } = useTranslation('frame');
  const { role } = useSignedIn().user;
  const manage = may(role, 'line.manage');
  const go = useNavigate();
  const query = useQuery({ ...lines, refetchInterval: 5000 });
  const { data: allTrunks = [] } = useQuery({ ...trunks, enabled: may(role, 'trunk.view') });
  const { data: allFlows = [] } = useQuery(flows);
  const remove = useRemoveLine();
  const [edited, setEdited] = useState<Line | 'new' | null>(null);

  const create = manage && (
    <>
      <ReceiveButton />
      <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited('new')}>
        {t('line.create')}
      </Button>
    </>
  );

  return (
    <Page title={frame('page.lines')} lead={t('line.lead')} extra={create}>
      <IncomingTransfers />
      <QueryTable<Line>
        query={query}
        empty={t('line.empty')}
        emptyAction={create}
        columns={[
          {
            title: t('line.number'),
            dataIndex: 'number',
            render: (number: string, { id }) => (
              <Link to={`/lines/${id}`}>
                <strong className="tabular">{formatNumber(number)}</strong>
              </Link>
            ),
          },
          { title: t('line.name'), dataIndex: 'name' },
          {
            title: text('page.state'),
            dataIndex: 'state',
            render: (state: Line['state']) => <LineStateTag state={state} />,
          },
          {
            title: t('line.flow'),
            dataIndex: 'flowId',
            render: (flowId: string) => (
              <Link to={`/flows/${flowId}`}>{allFlows.find(({ id }) => id === flowId)?.name ?? '…'}</Link>
            ),
          },
          {
            title: t('line.trunk'),
            dataIndex: 'trunkId',
            hidden: !may(role, 'trunk.view'),
            render: (trunkId: string, { lineType }) =>
              lineType === 'cloud'
                ? text('config.trunkPlatform')
                : (allTrunks.find(({ id }) => id === trunkId)?.name ?? '…'),
          },
          {
            title: t('line.inUse'),
            key: 'inUse',
            render: (_, { inUse, concurrency }) => (
              <Flex gap={8} align="center" className="tabular">
                <Progress
                  aria-label={t('line.inUse')}
                  percent={(inUse / concurrency) * 100}
                  showInfo={false}
                  size="small"
                  status={inUse >= concurrency ? 'exception' : 'normal'}
                  style={{ width: 64 }}
                />
                {inUse} / {concurrency}
              </Flex>
            ),
          },
          {
            title: frame('actions'),
            key: 'actions',
            align: 'right',
            render: (_, line) => (
              <>
                <Button
                  type="text"
                  size="small"
                  icon={<PlayCircleOutlined />}
                  onClick={() => void go(`/test-call?line=${line.number}`)}
                >
                  {t('line.test')}
                </Button>
                {manage && (
                  <>
                    <Button type="text" size="small" icon={<EditOutlined />} onClick={() => setEdited(line)}>
                      {frame('action.edit')}
                    </Button>
                    <RemoveButton
                      question={t('line.remove', { number: formatNumber(line.number) })}
                      consequence={t('line.removeHint')}
                      remove={() => remove.mutateAsync(line.id)}
                    />
                  </>
                )}
              </>
            ),
          },
        ]}
      />
      <LineForm edited={edited} trunks={allTrunks} flows={allFlows} onClose={() => setEdited(null)} />
    </Page>
  );
}

import { ArrowLeftOutlined, EditOutlined, PlayCircleOutlined } from '@ant-design/icons';
import { type Line, may } from '@sibai/contracts';
import { formatNumber, formatTime, Nothing, useSignedIn } from '@sibai/ui';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { Alert, Button, Card, Flex, Tabs } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';

import { Page } from '../frame/page';
import { flows } from '../ivr/flows';
import { LineForm } from '../trunk/line-form';
import { allLines } from '../trunk/lines';
import { trunks } from '../trunk/trunks';
import { ChangePanel } from './change-panel';
import { CheckPanel } from './check-panel';
import styles from './line.module.css';
import { LineStateTag } from './verdict';

/** One line: its state and configuration, its checks, and how it is given away or up. */
export function LinePage() {
  const { t } = useTranslation('line');
  const { id } = useParams();
  const go = useNavigate();
  const { role } = useSignedIn().user;
  const { data: all } = useSuspenseQuery(allLines);
  const line = all.find((one) => one.id === id);
  const [edited, setEdited] = useState<Line | null>(null);
  const { data: allTrunks = [] } = useQuery({ ...trunks, enabled: may(role, 'trunk.view') });
  const { data: allFlows = [] } = useQuery(flows);
  if (!line)
    return (
      <Nothing text={t('page.gone')}>
        <Link to="/lines">{t('page.back')}</Link>
      </Nothing>
    );
  const open = line.state !== 'closed';
  return (
    <Page
      title={formatNumber(line.number)}
      lead={
        <Flex gap={8} align="center" wrap>
          <LineStateTag state={line.state} />
          <span>{line.name}</span>
          <span className="tabular">
            {line.closedAt
              ? t('page.until', { time: formatTime(line.closedAt, 'minute') })
              : t('page.since', { time: formatTime(line.liveAt, 'minute') })}
          </span>
        </Flex>
      }
      extra={
        <>
          <Button icon={<ArrowLeftOutlined />} onClick={() => void go('/lines')}>
            {t('page.back')}
          </Button>
          {open && may(role, 'line.manage') && (
            <Button icon={<EditOutlined />} onClick={() => setEdited(line)}>
              {t('page.edit')}
            </Button>
          )}
          {open && (
            <Button
              type="primary"
              icon={<PlayCircleOutlined />}
              onClick={() => void go(`/test-call?line=${line.number}`)}
            >
              {t('live.call')}
            </Button>
          )}
        </>
      }
    >
      <Flex vertical gap={16}>
        {line.suspensions.map((cause) => (
          <Alert
            key={cause}
            type="error"
            showIcon
            title={t(`suspension.${cause}`, { note: line.suspendedNote ?? '' })}
            action={cause === 'operator' ? undefined : <Link to={`/onboarding/${cause}`}>{t(`need.${cause}`)}</Link>}
          />
        ))}
        <Card>
          <Tabs
            items={[
              ...(open ? [{ key: 'check', label: t('page.check'), children: <CheckPanel lineId={line.id} /> }] : []),
              {
                key: 'config',
                label: t('page.config'),
                children: <Config line={line} flows={allFlows} trunks={allTrunks} />,
              },
              { key: 'change', label: t('page.change'), children: <ChangePanel line={line} /> },
            ]}
          />
        </Card>
      </Flex>
      <LineForm edited={edited} trunks={allTrunks} flows={allFlows} onClose={() => setEdited(null)} />
    </Page>
  );
}

interface ConfigProps {
  readonly line: Line;
  readonly flows: readonly { readonly id: string; readonly name: string }[];
  readonly trunks: readonly { readonly id: string; readonly name: string }[];
}

function Config({ line, flows: allFlows, trunks: allTrunks }: ConfigProps) {
  const { t } = useTranslation('line');
  const trunk = allTrunks.find(({ id }) => id === line.trunkId)?.name ?? '—';
  const rows = [
    ['lineType', t(`config.${line.lineType}`)],
    ['trunk', line.lineType === 'cloud' ? t('config.trunkPlatform') : trunk],
    ['flow', allFlows.find(({ id }) => id === line.flowId)?.name ?? '—'],
    ['concurrency', `${line.inUse} / ${line.concurrency}`],
    ['codecs', line.codecs.map((codec) => t(`config.${codec}`)).join('、')],
    ['dtmf', t(`config.${line.dtmf}`)],
  ] as const;
  return (
    <dl className={styles.facts}>
      {rows.map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{t(`config.${name}`)}</dt>
          <dd className="tabular">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

import { CheckCircleFilled, CloseCircleFilled, ExclamationCircleFilled, MinusCircleOutlined } from '@ant-design/icons';
import { CHECKLIST_TEXTS, type ChecklistId } from '@sibai/compliance';
import type { ComplianceItem } from '@sibai/contracts';
import { Failure, formatTime, language, Loading } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Collapse, Descriptions, Flex, theme, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { Page } from '../frame/page';
import { compliance } from './compliance';
import { ReportsCard } from './reports-card';
import type { zh } from './texts';

type State = ComplianceItem['state'];
const ORDER: readonly State[] = ['red', 'amber', 'green', 'not_applicable'];
const ICONS: Record<State, ReactNode> = {
  green: <CheckCircleFilled />,
  amber: <ExclamationCircleFilled />,
  red: <CloseCircleFilled />,
  not_applicable: <MinusCircleOutlined />,
};

function useColours(): Record<State, string> {
  const { token } = theme.useToken();
  return {
    green: token.colorSuccess,
    amber: token.colorWarning,
    red: token.colorError,
    not_applicable: token.colorTextQuaternary,
  };
}

/** Every rule with its proof; what is not kept comes first and says how to put it right. */
export function CompliancePage() {
  const { t } = useTranslation('compliance');
  const { t: frame } = useTranslation('frame');
  const query = useQuery(compliance);
  return (
    <Page
      title={frame('page.compliance')}
      lead={t('lead')}
      extra={
        <Link to="/compliance/recording">
          <Button>{t('recordingRules')}</Button>
        </Link>
      }
    >
      {query.isPending && <Loading />}
      {query.isError && !query.data && (
        <Card>
          <Failure error={query.error} onRetry={() => void query.refetch()} />
        </Card>
      )}
      {query.data && (
        <Flex vertical gap={16}>
          <Standing at={query.data.at} items={query.data.items} />
          <Items items={query.data.items} />
          <ReportsCard />
        </Flex>
      )}
    </Page>
  );
}

function Standing({ at, items }: { at: string; items: readonly ComplianceItem[] }) {
  const { t } = useTranslation('compliance');
  const colours = useColours();
  const count = (state: State): number => items.filter((item) => item.state === state).length;
  const open = count('red') + count('amber');
  return (
    <Card>
      <Flex wrap justify="space-between" align="center" gap={16}>
        <div>
          <Typography.Title level={2} style={{ fontSize: 18, margin: 0 }}>
            {open === 0 ? t('all') : t('some', { count: open })}
          </Typography.Title>
          <Typography.Text type="secondary">{t('at', { time: formatTime(at, 'full', language()) })}</Typography.Text>
        </div>
        <Flex wrap gap={24}>
          {ORDER.map((state) => (
            <Flex key={state} gap={8} align="center" style={{ whiteSpace: 'nowrap' }}>
              <span style={{ color: colours[state] }}>{ICONS[state]}</span>
              {t(`count.${state}`)}
              <strong className="tabular">{count(state)}</strong>
            </Flex>
          ))}
        </Flex>
      </Flex>
    </Card>
  );
}

function Items({ items }: { items: readonly ComplianceItem[] }) {
  const colours = useColours();
  const words = CHECKLIST_TEXTS[language() === 'en' ? 'en' : 'zh'];
  const sorted = ORDER.flatMap((state) => items.filter((item) => item.state === state));
  return (
    <Collapse
      style={{ background: 'var(--ant-color-bg-container)' }}
      items={sorted.map((item) => {
        const { name, says } = words[item.id as ChecklistId];
        return {
          key: item.id,
          label: (
            <Flex gap={12} align="flex-start">
              <span style={{ color: colours[item.state], fontSize: 18, lineHeight: '24px' }}>{ICONS[item.state]}</span>
              <div style={{ minWidth: 0 }}>
                <strong>{name}</strong>
                <br />
                <Typography.Text type="secondary">{says[item.reason] ?? item.reason}</Typography.Text>
              </div>
            </Flex>
          ),
          extra: <Remedy item={item} />,
          children: <Proof item={item} />,
        };
      })}
    />
  );
}

/** The way to green: seldom anywhere but on another page. */
function Remedy({ item: { state, path } }: { item: ComplianceItem }) {
  const { t } = useTranslation('compliance');
  if (path === '/compliance' || (state !== 'red' && state !== 'amber')) return null;
  return (
    <Link to={path} onClick={(event) => event.stopPropagation()}>
      <Button size="small" type={state === 'red' ? 'primary' : 'default'}>
        {t('go')}
      </Button>
    </Link>
  );
}

function Proof({ item: { id, proof, path, state } }: { item: ComplianceItem }) {
  const { t } = useTranslation('compliance');
  const { basis } = CHECKLIST_TEXTS[language() === 'en' ? 'en' : 'zh'][id as ChecklistId];
  const said = (value: ComplianceItem['proof'][string]): ReactNode => {
    if (value === null) return t('none');
    if (Array.isArray(value)) {
      if (value.length === 0) return t('none');
      return value.map((one) => <div key={one}>{one.replace(/^displayName: /, `${t('displayName')}: `)}</div>);
    }
    const text = String(value);
    return /^\d{4}-\d\d-\d\dT/.test(text) ? formatTime(text, 'full', language()) : text;
  };
  const facts = Object.entries(proof);
  return (
    <Flex vertical gap={12}>
      <Descriptions
        size="small"
        bordered
        column={{ xs: 1, md: 2 }}
        styles={{ label: { whiteSpace: 'nowrap' } }}
        items={[
          { key: 'basis', label: t('basis'), children: basis, span: 'filled' as const },
          ...facts.map(([name, value]) => ({
            key: name,
            label: t(`fact.${name as keyof typeof zh.fact}`),
            children: said(value),
          })),
        ]}
      />
      {facts.length === 0 && <Typography.Text type="secondary">{t('noProof')}</Typography.Text>}
      {state === 'green' && path !== '/compliance' && <Link to={path}>{t('look')}</Link>}
    </Flex>
  );
}

import { DownloadOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons';
import { PLATFORM_WORDS } from '@sibai/compliance';
import { may, type PastWordRule, type WordFinding, type WordRule } from '@sibai/contracts';
import { Failure, formatTime, Nothing, useSignedIn } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Flex, Input, Table, Tabs, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { Page } from '../frame/page';
import { QueryTable } from '../frame/query-table';
import { RemoveButton } from '../frame/remove-button';
import { RuleForm } from './rule-form';
import { HitList } from './word-hints';
import { pastRules, useRemoveRule, useWords, wordBook, wordFindings } from './words';
import styles from './words.module.css';

const COLOURS = { block: 'error', ask: 'warning', inform: 'default', harmless: 'success' } as const;

function Effect({ how }: { how: keyof typeof COLOURS }) {
  const { t } = useTranslation('words');
  return <Tag color={COLOURS[how]}>{how === 'harmless' ? t('harmless') : t(`severity.${how}`)}</Tag>;
}

/** Banned words: the floor, the own rules, what of them is in use, and a box to try a text. */
export function WordsPage() {
  const { t } = useTranslation('words');
  const { t: frame } = useTranslation('frame');
  const manage = may(useSignedIn().user.role, 'words.manage');
  const [edited, setEdited] = useState<WordRule | 'new' | null>(null);
  return (
    <Page
      title={frame('page.words')}
      lead={t('lead')}
      extra={
        <>
          <Button icon={<DownloadOutlined />} href="/api/words/list.csv" download>
            {t('export')}
          </Button>
          {manage && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited('new')}>
              {t('own.add')}
            </Button>
          )}
        </>
      }
    >
      <TryBox />
      <Tabs
        items={[
          { key: 'own', label: t('tab.own'), children: <OwnRules manage={manage} onEdit={setEdited} /> },
          { key: 'live', label: t('tab.live'), children: <LiveWords /> },
          { key: 'floor', label: t('tab.floor'), children: <Floor /> },
          { key: 'past', label: t('tab.past'), children: <Past /> },
        ]}
      />
      <RuleForm edited={edited} onClose={() => setEdited(null)} />
    </Page>
  );
}

function TryBox() {
  const { t } = useTranslation('words');
  const [text, setText] = useState('');
  const hits = useWords().find(text);
  return (
    <Card size="small" title={t('try.label')} style={{ marginBlockEnd: 16 }}>
      <div className={styles.try}>
        <Input.TextArea
          value={text}
          onChange={({ target }) => setText(target.value)}
          placeholder={t('try.placeholder')}
          aria-label={t('try.label')}
          autoSize={{ minRows: 2, maxRows: 8 }}
          maxLength={5000}
        />
        <HitList hits={hits} />
        {text.trim() !== '' && hits.length === 0 && <Typography.Text type="success">{t('try.good')}</Typography.Text>}
      </div>
    </Card>
  );
}

function OwnRules({ manage, onEdit }: { manage: boolean; onEdit: (rule: WordRule) => void }) {
  const { t } = useTranslation('words');
  const { t: frame } = useTranslation('frame');
  const query = useQuery({ ...wordBook, select: ({ rules }) => rules });
  const remove = useRemoveRule();
  return (
    <QueryTable<WordRule>
      query={query}
      empty={t('own.empty')}
      columns={[
        { title: t('word'), dataIndex: 'word' },
        { title: t('how'), key: 'how', render: (_, { severity }) => <Effect how={severity ?? 'harmless'} /> },
        { title: t('article'), dataIndex: 'article' },
        { title: t('suggest'), dataIndex: 'suggestion' },
        { title: t('by'), dataIndex: 'addedBy' },
        { title: t('at'), dataIndex: 'addedAt', render: (at: string) => formatTime(at) },
        {
          title: frame('actions'),
          key: 'actions',
          align: 'right',
          hidden: !manage,
          render: (_, rule) => (
            <>
              <Button type="text" size="small" icon={<EditOutlined />} onClick={() => onEdit(rule)}>
                {frame('action.edit')}
              </Button>
              <RemoveButton
                question={t('own.remove', { word: rule.word })}
                consequence={t('own.removeHint')}
                remove={() => remove.mutateAsync(rule.id)}
              />
            </>
          ),
        },
      ]}
    />
  );
}

function LiveWords() {
  const { t } = useTranslation('words');
  const query = useQuery(wordFindings);
  if (query.isError && !query.data) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  const check = query.data?.check;
  return (
    <>
      <Typography.Paragraph type="secondary">
        {check
          ? t('live.checked', { time: formatTime(check.at), version: check.floorVersion, rules: check.rules })
          : t('live.never')}
      </Typography.Paragraph>
      <Card styles={{ body: { padding: 0 } }}>
        <Table<WordFinding>
          rowKey="id"
          size="middle"
          scroll={{ x: 'max-content' }}
          loading={query.isPending}
          dataSource={query.data?.findings ?? []}
          pagination={{ pageSize: 20, hideOnSinglePage: true }}
          locale={{ emptyText: query.isPending ? ' ' : <Nothing text={t('live.empty')} /> }}
          columns={[
            { title: t('word'), dataIndex: 'found' },
            { title: t('how'), dataIndex: 'severity', render: (how: WordFinding['severity']) => <Effect how={how} /> },
            { title: t('live.where'), key: 'where', render: (_, finding) => <Where {...finding} /> },
            { title: t('suggest'), dataIndex: 'suggestion' },
            { title: t('article'), dataIndex: 'article' },
            { title: t('live.since'), dataIndex: 'foundAt', render: (at: string) => formatTime(at) },
          ]}
        />
      </Card>
    </>
  );
}

function Where({ surface, subjectId, subject, node, confirmedBy }: WordFinding) {
  const { t } = useTranslation('words');
  const to = {
    flow: `/flows/${subjectId}#node-${node}`,
    line: `/lines/${subjectId}`,
    group: '/groups',
    notice: '/compliance/recording',
    script: '/scripts',
  }[surface];
  return (
    <>
      {t(`live.surface.${surface}`)} <Link to={to}>{subject}</Link> {node && t('live.node', { node })}
      {confirmedBy && (
        <div>
          <Typography.Text type="secondary">{t('live.confirmed', { name: confirmedBy })}</Typography.Text>
        </div>
      )}
    </>
  );
}

const FLOOR = PLATFORM_WORDS.families.flatMap(({ words, severity, article, suggestion }) =>
  words
    .trim()
    .split(/\s+/)
    .map((entry) => {
      const [word = '', own = suggestion] = entry.split('>');
      return { word, severity, article, suggestion: own };
    }),
);

function Floor() {
  const { t } = useTranslation('words');
  const [q, setQ] = useState('');
  const { version, date, owner, source } = PLATFORM_WORDS;
  const shown = FLOOR.filter(
    ({ word, article }) => word.includes(q.trim().toLowerCase()) || article.includes(q.trim()),
  );
  return (
    <>
      <Flex wrap gap={12} align="center" style={{ marginBlockEnd: 12 }}>
        <Input.Search
          allowClear
          placeholder={t('search')}
          aria-label={t('search')}
          onChange={({ target }) => setQ(target.value)}
          style={{ width: 280 }}
        />
        <Typography.Text type="secondary" style={{ flex: '1 1 300px' }}>
          {t('floor', { version, date, owner, source, count: FLOOR.length })}
        </Typography.Text>
      </Flex>
      <Card styles={{ body: { padding: 0 } }}>
        <Table
          rowKey="word"
          size="small"
          scroll={{ x: 'max-content' }}
          dataSource={shown}
          pagination={{ defaultPageSize: 20, showSizeChanger: true }}
          locale={{ emptyText: <Nothing text={t('nothing')} /> }}
          columns={[
            { title: t('word'), dataIndex: 'word' },
            { title: t('how'), dataIndex: 'severity', render: (how: keyof typeof COLOURS) => <Effect how={how} /> },
            { title: t('suggest'), dataIndex: 'suggestion' },
            { title: t('article'), dataIndex: 'article' },
          ]}
        />
      </Card>
    </>
  );
}

function Past() {
  const { t } = useTranslation('words');
  return (
    <QueryTable<PastWordRule>
      query={useQuery(pastRules)}
      empty={t('past.empty')}
      columns={[
        { title: t('word'), dataIndex: 'word' },
        { title: t('how'), key: 'how', render: (_, { severity }) => <Effect how={severity ?? 'harmless'} /> },
        { title: t('article'), dataIndex: 'article' },
        {
          title: t('at'),
          key: 'at',
          render: (_, { addedBy, addedAt, endedBy, endedAt }) => (
            <>
              {formatTime(addedAt)} {t('past.added', { name: addedBy })}
              <br />
              {formatTime(endedAt)} {t('past.ended', { name: endedBy })}
            </>
          ),
        },
      ]}
    />
  );
}

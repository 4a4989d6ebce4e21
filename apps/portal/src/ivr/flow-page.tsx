import { ArrowLeftOutlined } from '@ant-design/icons';
import { type FlowDetail, may } from '@sibai/contracts';
import { type Flow, searchSpoken } from '@sibai/ivr';
import { formatTime, isRefusal, useErrorText, useSignedIn } from '@sibai/ui';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Alert, App, Button, Card, Table, Tabs, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';

import { Page } from '../frame/page';
import { HitList } from '../words/word-hints';
import { type BannedHit, useWords } from '../words/words';
import { type Fault, faultOf, readDraft } from './draft';
import { Faults } from './faults';
import { flowDetail, usePublish } from './flows';
import { JsonEditor } from './json-editor';
import { useLeaveGuard } from './leave-guard';
import { Outline } from './outline';
import { PromptFiles } from './prompt-files';
import { useZodMessages } from './zod-messages';

export function FlowPage() {
  const { id = '' } = useParams();
  const { data } = useSuspenseQuery(flowDetail(id));
  // Keyed by version: publishing, or another's publishing seen on reload, starts a fresh draft from it.
  return <Editor key={`${data.id} ${data.version}`} flow={data} />;
}

const print = (flow: Flow): string => JSON.stringify(flow, null, 2);

function Editor({ flow }: { flow: FlowDetail }) {
  const { t } = useTranslation('ivr');
  const { t: frame } = useTranslation('frame');
  const { t: word } = useTranslation('words');
  const go = useNavigate();
  const edit = may(useSignedIn().user.role, 'flow.manage');
  const original = print(flow.definition);
  const [text, setText] = useState(original);
  const [refused, setRefused] = useState<readonly Fault[]>([]);
  const publish = usePublishing(flow, setRefused);
  const messages = useZodMessages();

  const reading = readDraft(text, messages);
  const faults = [...reading.faults, ...refused];
  const dirty = text !== original;
  const words = useWords();
  const hits = reading.flow ? searchSpoken(reading.flow, (said) => words.find(said)).map(({ hit }) => hit) : [];
  const blocked = hits.some(({ severity }) => severity === 'block');
  const change = (changed: string): void => {
    setRefused([]);
    setText(changed);
  };
  useLeaveGuard(dirty && !publish.isPending);

  return (
    <Page
      title={flow.name}
      lead={t('page.version', { version: flow.version, time: formatTime(flow.publishedAt) })}
      extra={
        <>
          <Button icon={<ArrowLeftOutlined />} onClick={() => void go('/flows')}>
            {frame('page.flows')}
          </Button>
          {edit && (
            <>
              <Button disabled={!dirty} onClick={() => change(original)}>
                {t('page.discard')}
              </Button>
              <Button
                type="primary"
                disabled={!dirty || reading.flow === null || faults.length > 0 || blocked}
                loading={publish.isPending}
                onClick={() =>
                  reading.flow &&
                  publish.ask(
                    reading.flow,
                    hits.filter(({ severity }) => severity === 'ask'),
                  )
                }
              >
                {t('page.publish')}
              </Button>
            </>
          )}
        </>
      }
    >
      {!edit && <Alert type="info" showIcon title={t('page.readOnly')} style={{ marginBlockEnd: 16 }} />}
      {faults.length > 0 && (
        <Alert
          type="warning"
          showIcon
          role="status"
          title={t('page.problems', { count: faults.length })}
          description={<Faults faults={faults.filter(({ node }) => node === null)} />}
          style={{ marginBlockEnd: 16 }}
        />
      )}
      {edit && dirty && blocked && (
        <Alert
          type="error"
          showIcon
          role="status"
          title={word('flow.blocked')}
          description={<HitList hits={hits.filter(({ severity }) => severity === 'block')} />}
          style={{ marginBlockEnd: 16 }}
        />
      )}
      <Tabs
        tabBarExtraContent={dirty && <Tag color="warning">{t('page.dirty')}</Tag>}
        items={[
          {
            key: 'outline',
            label: t('tab.outline'),
            disabled: reading.flow === null,
            children: reading.flow && (
              <Outline flow={reading.flow} faults={faults} edit={edit} onChange={(changed) => change(print(changed))} />
            ),
          },
          {
            key: 'json',
            label: t('tab.json'),
            children: <JsonEditor text={text} reading={reading} readOnly={!edit} onChange={change} />,
          },
          { key: 'prompts', label: t('tab.prompts'), children: <PromptFiles edit={edit} /> },
          { key: 'versions', label: t('tab.versions'), children: <Versions flow={flow} /> },
        ]}
      />
    </Page>
  );
}

/** Publishes after asking; the server's own objections come back as faults at their nodes. */
function usePublishing(flow: FlowDetail, onRefused: (faults: readonly Fault[]) => void) {
  const { t } = useTranslation('ivr');
  const { t: frame } = useTranslation('frame');
  const { t: word } = useTranslation('words');
  const { modal, message } = App.useApp();
  const errorText = useErrorText();
  const publish = usePublish(flow.id);

  const run = async (definition: Flow, confirmed: boolean): Promise<void> => {
    try {
      const published = await publish.mutateAsync({ definition, confirmed });
      void message.success(t('page.published', { version: published.version }));
    } catch (error) {
      if (isRefusal(error, 'flow.invalid')) {
        onRefused(((error.details['problems'] ?? []) as Parameters<typeof faultOf>[0][]).map(faultOf));
      }
      void message.error(errorText(error), 6);
    }
  };
  const ask = (definition: Flow, asked: readonly BannedHit[]): void =>
    void modal.confirm({
      title: t('page.publishQuestion', { version: flow.version + 1 }),
      content: (
        <>
          {t('page.publishHint')}
          {asked.length > 0 && (
            <>
              <p>{word('flow.asked')}</p>
              <HitList hits={asked} />
            </>
          )}
        </>
      ),
      okText: asked.length > 0 ? word('flow.publish') : t('page.publish'),
      cancelText: frame('action.cancel'),
      onOk: () => run(definition, asked.length > 0),
    });
  return { ask, isPending: publish.isPending };
}

function Versions({ flow }: { flow: FlowDetail }) {
  const { t } = useTranslation('ivr');
  return (
    <Card styles={{ body: { padding: 0 } }}>
      <Table
        rowKey="id"
        size="middle"
        pagination={false}
        scroll={{ x: 'max-content' }}
        dataSource={flow.versions.toSorted((a, b) => b.version - a.version)}
        columns={[
          {
            title: t('versions.version'),
            dataIndex: 'version',
            render: (version: number) => (
              <>
                v{version} {version === flow.version && <Tag color="success">{t('versions.current')}</Tag>}
              </>
            ),
          },
          {
            title: t('versions.createdAt'),
            dataIndex: 'createdAt',
            render: (at: string) => <span className="tabular">{formatTime(at)}</span>,
          },
        ]}
      />
    </Card>
  );
}

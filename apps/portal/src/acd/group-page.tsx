import { ArrowLeftOutlined } from '@ant-design/icons';
import { type Group, may, SaveGroup } from '@sibai/contracts';
import { Failure, Loading, Nothing, Refused, useSignedIn } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Card, Flex, Form, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';

import { users } from '../account/users';
import { Page } from '../frame/page';
import { useLeaveGuard } from '../ivr/leave-guard';
import { WordFields } from '../words/word-hints';
import {
  AfterSection,
  HoursSection,
  OverflowSection,
  RelaxSection,
  RouteSection,
  WaitingSection,
} from './group-sections';
import { type GroupDraft, readDraft, toDraft } from './group-draft';
import { groups, useSaveGroup } from './groups';
import { Seconds } from './seconds';

/** All that is set of a skill group; a new one begins with what most hotlines do. */
export function GroupPage() {
  const { id } = useParams();
  const { t } = useTranslation('acd');
  const query = useQuery(groups);
  if (query.isPending) return <Loading />;
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  const group = query.data.find((each) => each.id === id) ?? null;
  if (id !== undefined && !group) return <Nothing text={t('set.notFound')} />;
  return <GroupForm key={id ?? 'new'} group={group} others={query.data.filter((each) => each.id !== id)} />;
}

function GroupForm({ group, others }: { group: Group | null; others: readonly Group[] }) {
  const { t } = useTranslation('acd');
  const { t: frame } = useTranslation('frame');
  const { message } = App.useApp();
  const go = useNavigate();
  const manage = may(useSignedIn().user.role, 'group.manage');
  const people = useQuery(users);
  const save = useSaveGroup(group?.id ?? null);
  const [form] = Form.useForm<GroupDraft>();
  const [changed, setChanged] = useState(false);
  const [left, setLeft] = useState(false);
  useLeaveGuard(changed && !left);

  const submit = async (): Promise<void> => {
    try {
      const saved = await save.mutateAsync(readDraft(form.getFieldsValue(true) as GroupDraft));
      setChanged(false);
      void message.success(t('set.saved'));
      if (!group) {
        setLeft(true);
        void go(`/groups/${saved.id}`, { replace: true });
      }
    } catch {
      // Said above the form; what was typed stays.
      window.scrollTo({ top: 0, behavior: 'smooth' });
    }
  };
  const button = manage && (
    <Button type="primary" loading={save.isPending} onClick={() => form.submit()}>
      {frame('action.save')}
    </Button>
  );
  return (
    <Page
      title={group?.name ?? t('group.create')}
      lead={t('set.lead')}
      extra={
        <>
          <Button icon={<ArrowLeftOutlined />} onClick={() => void go('/groups')}>
            {t('set.back')}
          </Button>
          {button}
        </>
      }
    >
      <Form<GroupDraft>
        form={form}
        layout="vertical"
        disabled={!manage}
        initialValues={toDraft(group ?? SaveGroup.parse({ name: '·' }), group === null)}
        scrollToFirstError={{ behavior: 'smooth', block: 'center' }}
        onValuesChange={() => setChanged(true)}
        onFinish={() => void submit()}
      >
        <Refused error={save.error} />
        <Flex vertical gap={16}>
          <Card title={t('set.section.basic')}>
            <Form.Item
              name="name"
              label={t('group.name')}
              rules={[{ required: true, whitespace: true, message: frame('required') }]}
            >
              <Input maxLength={40} style={{ maxWidth: 360 }} />
            </Form.Item>
            <WordFields names={['name']} />
            <Form.Item name="supervisors" label={t('group.supervisors')} extra={t('group.supervisorsHint')}>
              <Select
                mode="multiple"
                allowClear
                style={{ maxWidth: 480 }}
                optionFilterProp="label"
                labelRender={({ label }) => label ?? '…'}
                options={(people.data ?? [])
                  .filter(({ role }) => role === 'supervisor')
                  .map(({ id, name }) => ({ value: id, label: name }))}
              />
            </Form.Item>
            <Flex wrap gap="0 32px">
              <Seconds name={['ringSeconds']} label={t('group.ring')} hint={t('group.ringHint')} min={5} max={120} />
              <Seconds
                name={['serviceLevelSeconds']}
                label={t('group.serviceLevel')}
                hint={t('group.serviceLevelHint')}
                min={1}
                max={600}
              />
              <Form.Item
                name="serviceLevelPercent"
                label={t('set.target100')}
                rules={[{ required: true, message: frame('required') }]}
              >
                <InputNumber min={1} max={100} precision={0} suffix={t('set.percent')} style={{ width: 160 }} />
              </Form.Item>
            </Flex>
          </Card>
          <RouteSection others={others} />
          <RelaxSection others={others} />
          <HoursSection others={others} />
          <WaitingSection />
          <OverflowSection others={others} />
          <AfterSection />
        </Flex>
        <Flex justify="flex-end" style={{ marginBlockStart: 16 }}>
          {button}
        </Flex>
      </Form>
    </Page>
  );
}

import { EditOutlined } from '@ant-design/icons';
import { type Agent, may } from '@sibai/contracts';
import { Elapsed, PresenceTag, useSignedIn } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Button, Flex, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { Page } from '../frame/page';
import { QueryTable } from '../frame/query-table';
import { agents } from './agents';
import { groups } from './groups';
import { SkillsForm } from './skills-form';

export function AgentsPage() {
  const { t } = useTranslation('acd');
  const { t: frame } = useTranslation('frame');
  const { role } = useSignedIn().user;
  const query = useQuery({ ...agents, refetchInterval: 5000 });
  const [edited, setEdited] = useState<Agent | null>(null);

  return (
    <Page title={frame('page.agents')} lead={t('agent.lead')}>
      <QueryTable<Agent>
        query={query}
        empty={t('agent.empty')}
        emptyAction={may(role, 'user.manage') && <Link to="/users">{t('agent.toUsers')}</Link>}
        columns={[
          { title: t('agent.name'), dataIndex: 'name' },
          { title: t('agent.email'), dataIndex: 'email' },
          {
            title: t('agent.presence'),
            key: 'presence',
            render: (_, { presence, reason, since }) => (
              <Flex gap={8} align="center">
                <PresenceTag presence={presence} reason={reason} />
                {presence !== 'offline' && <Elapsed since={since} />}
              </Flex>
            ),
          },
          { title: t('agent.skills'), key: 'skills', render: (_, agent) => <Skills agent={agent} /> },
          {
            title: frame('actions'),
            key: 'actions',
            align: 'right',
            hidden: !may(role, 'group.manage'),
            render: (_, agent) => (
              <Button type="text" size="small" icon={<EditOutlined />} onClick={() => setEdited(agent)}>
                {t('agent.edit')}
              </Button>
            ),
          },
        ]}
      />
      {edited && <SkillsForm key={edited.id} agent={edited} onClose={() => setEdited(null)} />}
    </Page>
  );
}

function Skills({ agent }: { agent: Agent }) {
  const { t } = useTranslation('acd');
  const { data = [] } = useQuery(groups);
  if (agent.skills.length === 0) return <Typography.Text type="warning">{t('agent.noSkills')}</Typography.Text>;
  return (
    <Flex wrap gap={4}>
      {agent.skills.map(({ groupId, proficiency }) => (
        <Tag key={groupId} style={{ marginInlineEnd: 0 }}>
          {data.find(({ id }) => id === groupId)?.name ?? '…'} · {proficiency}
        </Tag>
      ))}
    </Flex>
  );
}

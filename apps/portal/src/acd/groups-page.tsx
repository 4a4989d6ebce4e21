import { EditOutlined, PlusOutlined } from '@ant-design/icons';
import { type Group, may } from '@sibai/contracts';
import { useSignedIn } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Button, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';

import { users } from '../account/users';
import { Page } from '../frame/page';
import { QueryTable } from '../frame/query-table';
import { RemoveButton } from '../frame/remove-button';
import { groups, useRemoveGroup } from './groups';

export function GroupsPage() {
  const { t } = useTranslation('acd');
  const { t: frame } = useTranslation('frame');
  const manage = may(useSignedIn().user.role, 'group.manage');
  const query = useQuery(groups);
  const people = useQuery({ ...users, enabled: manage });
  const remove = useRemoveGroup();
  const go = useNavigate();

  const create = manage && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => void go('/groups/new')}>
      {t('group.create')}
    </Button>
  );
  const seconds = (count: number) => <span className="tabular">{t('group.seconds', { count })}</span>;

  return (
    <Page title={frame('page.groups')} lead={t('group.lead')} extra={create}>
      <QueryTable<Group>
        query={query}
        empty={t('group.empty')}
        emptyAction={create}
        columns={[
          { title: t('group.name'), render: (_, { id, name }) => <Link to={`/groups/${id}`}>{name}</Link> },
          { title: t('group.agents'), dataIndex: 'agents', align: 'right' },
          {
            title: t('group.supervisors'),
            hidden: !manage,
            render: (_, { supervisors }) =>
              supervisors.map((userId) => people.data?.find(({ id }) => id === userId)?.name ?? '…').join('、') || (
                <Typography.Text type="secondary">{t('group.noSupervisors')}</Typography.Text>
              ),
          },
          { title: t('group.ring'), dataIndex: 'ringSeconds', align: 'right', render: seconds },
          { title: t('group.wrapUp'), dataIndex: 'wrapUpSeconds', align: 'right', render: seconds },
          {
            title: t('group.serviceLevel'),
            align: 'right',
            render: (_, group) => (
              <span className="tabular">
                {t('group.target', { percent: group.serviceLevelPercent, seconds: group.serviceLevelSeconds })}
              </span>
            ),
          },
          { title: t('set.strategy.label'), render: (_, { settings }) => t(`set.strategy.${settings.strategy}`) },
          {
            title: t('set.section.hours'),
            render: (_, { settings }) => t(settings.hours ? 'group.byHours' : 'set.hours.always'),
          },
          {
            title: frame('actions'),
            key: 'actions',
            align: 'right',
            hidden: !manage,
            render: (_, group) => (
              <>
                <Button type="text" size="small" icon={<EditOutlined />} onClick={() => void go(`/groups/${group.id}`)}>
                  {frame('action.edit')}
                </Button>
                <RemoveButton
                  question={t('group.remove', { name: group.name })}
                  consequence={t('group.removeHint')}
                  remove={() => remove.mutateAsync(group.id)}
                />
              </>
            ),
          },
        ]}
      />
    </Page>
  );
}

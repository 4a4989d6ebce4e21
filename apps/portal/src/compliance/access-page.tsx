import { LeftOutlined } from '@ant-design/icons';
import type { CompliancePerson } from '@sibai/contracts';
import { formatTime, language, Refused } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Flex, Popconfirm, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { Page } from '../frame/page';
import { QueryTable } from '../frame/query-table';
import { accessList, useConfirmAccess } from './compliance';

/** Who has access, to be gone through and confirmed. */
export function AccessPage() {
  const { t } = useTranslation('compliance');
  const { message } = App.useApp();
  const query = useQuery(accessList);
  const people = useQuery({ ...accessList, select: (list) => list.people });
  const confirm = useConfirmAccess();
  const list = query.data;
  return (
    <Page
      title={t('access.title')}
      lead={t('access.lead')}
      extra={
        <Link to="/compliance">
          <Button icon={<LeftOutlined />}>{t('access.back')}</Button>
        </Link>
      }
    >
      {list && (
        <Alert
          type="info"
          showIcon
          style={{ marginBlockEnd: 16 }}
          title={
            list.reviewedAt && list.reviewedBy
              ? t('access.last', { name: list.reviewedBy, time: formatTime(list.reviewedAt, 'full', language()) })
              : t('access.never')
          }
        />
      )}
      <Refused error={confirm.error} />
      <QueryTable<CompliancePerson>
        query={people}
        empty={t('none')}
        columns={[
          { title: t('access.name'), dataIndex: 'name' },
          { title: t('access.role'), render: (_, { role }) => t(`role.${role}`) },
          {
            title: t('access.state'),
            render: (_, { disabled }) => (
              <Tag color={disabled ? 'default' : 'success'}>{t(disabled ? 'access.disabled' : 'access.active')}</Tag>
            ),
          },
          {
            title: t('access.secondStep'),
            render: (_, { secondStep, role, disabled }) => (
              <Tag color={secondStep ? 'success' : role === 'admin' && !disabled ? 'error' : 'default'}>
                {t(secondStep ? 'access.on' : 'access.off')}
              </Tag>
            ),
          },
        ]}
      />
      {list && (
        <Flex wrap justify="space-between" align="center" gap={12} style={{ marginBlockStart: 16 }}>
          <Link to="/users">{t('access.change')}</Link>
          <Popconfirm
            title={t('access.question', { count: list.people.length })}
            description={t('access.hint')}
            onConfirm={() => confirm.mutate(list.stamp, { onSuccess: () => void message.success(t('access.done')) })}
          >
            <Button type="primary" loading={confirm.isPending}>
              {t('access.confirm')}
            </Button>
          </Popconfirm>
        </Flex>
      )}
    </Page>
  );
}

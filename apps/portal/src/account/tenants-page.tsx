import { Tenant } from '@sibai/contracts';
import { call, formatTime } from '@sibai/ui';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';

import { Page } from '../frame/page';
import { QueryTable } from '../frame/query-table';

const tenants = queryOptions({
  queryKey: ['tenants'],
  queryFn: ({ signal }) => call(z.array(Tenant), '/tenants', { signal }),
});

export function TenantsPage() {
  const { t } = useTranslation('account');
  const { t: frame } = useTranslation('frame');
  const query = useQuery(tenants);
  return (
    <Page title={frame('page.tenants')} lead={t('tenant.lead')}>
      <QueryTable<Tenant>
        query={query}
        empty={t('tenant.empty')}
        columns={[
          { title: t('tenant.name'), dataIndex: 'name' },
          {
            title: t('tenant.kind'),
            dataIndex: 'kind',
            render: (kind: Tenant['kind']) => (
              <Tag color={kind === 'platform' ? 'blue' : 'default'}>{t(`tenant.${kind}`)}</Tag>
            ),
          },
          { title: t('tenant.users'), dataIndex: 'users', align: 'right' },
          { title: t('tenant.lines'), dataIndex: 'lines', align: 'right' },
          {
            title: t('tenant.createdAt'),
            dataIndex: 'createdAt',
            render: (at: string) => <span className="tabular">{formatTime(at)}</span>,
          },
        ]}
      />
    </Page>
  );
}

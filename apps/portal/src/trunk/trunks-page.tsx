import { EditOutlined, PlusOutlined } from '@ant-design/icons';
import { may, type Trunk } from '@sibai/contracts';
import { useSignedIn } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Page } from '../frame/page';
import { QueryTable } from '../frame/query-table';
import { RemoveButton } from '../frame/remove-button';
import { TrunkForm } from './trunk-form';
import { trunks, useRemoveTrunk } from './trunks';

/** The first addresses, and how many more there are. */
const brief = (addresses: readonly string[]): string =>
  addresses.slice(0, 2).join(', ') + (addresses.length > 2 ? ` +${addresses.length - 2}` : '');

export function TrunksPage() {
  const { t } = useTranslation('trunk');
  const { t: frame } = useTranslation('frame');
  const manage = may(useSignedIn().user.role, 'trunk.manage');
  const query = useQuery(trunks);
  const remove = useRemoveTrunk();
  const [edited, setEdited] = useState<Trunk | 'new' | null>(null);

  const create = manage && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited('new')}>
      {t('trunk.create')}
    </Button>
  );

  return (
    <Page title={frame('page.trunks')} lead={t('trunk.lead')} extra={create}>
      <QueryTable<Trunk>
        query={query}
        empty={t('trunk.empty')}
        emptyAction={create}
        columns={[
          { title: t('trunk.name'), dataIndex: 'name' },
          { title: t('trunk.match'), dataIndex: 'match', render: (match: Trunk['match']) => t(`trunk.${match}`) },
          {
            title: `${t('trunk.addresses')} / ${t('trunk.username')}`,
            key: 'who',
            render: (_, { match, addresses, username }) => (
              <code title={addresses.join(', ')}>{match === 'address' ? brief(addresses) : username}</code>
            ),
          },
          { title: t('trunk.cli'), dataIndex: 'outboundCli', render: (cli: string | null) => cli ?? '—' },
          {
            title: frame('actions'),
            key: 'actions',
            align: 'right',
            hidden: !manage,
            render: (_, trunk) => (
              <>
                <Button type="text" size="small" icon={<EditOutlined />} onClick={() => setEdited(trunk)}>
                  {frame('action.edit')}
                </Button>
                <RemoveButton
                  question={t('trunk.remove', { name: trunk.name })}
                  consequence={t('trunk.removeHint')}
                  remove={() => remove.mutateAsync(trunk.id)}
                />
              </>
            ),
          },
        ]}
      />
      <TrunkForm edited={edited} onClose={() => setEdited(null)} />
    </Page>
  );
}

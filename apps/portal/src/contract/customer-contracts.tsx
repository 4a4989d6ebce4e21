import { DownloadOutlined } from '@ant-design/icons';
import { CONTRACT_STATES, type CustomerContract, type EndContract } from '@sibai/contracts';
import { Failure, formatTime, type Language, Nothing, PhoneNumber } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Card, Form, Input, Select, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { FormModal } from '../frame/form-modal';
import styles from './contract.module.css';
import { type ContractFilter, customerContracts, useEndContract } from './contracts';
import { StateTag } from './contracts-page';

const PAGE = 20;

/** The contracts of all customers, for the operator. */
export function CustomerContracts() {
  const { t, i18n } = useTranslation('contract');
  const [filter, setFilter] = useState<ContractFilter>({ q: '', state: undefined, page: 1 });
  const [ending, setEnding] = useState<CustomerContract | null>(null);
  const found = useQuery(customerContracts(filter));
  const time = (at: string) => formatTime(at, 'minute', i18n.language as Language);
  return (
    <>
      <div className={styles.filter}>
        <Input.Search
          allowClear
          placeholder={t('operate.search')}
          aria-label={t('operate.search')}
          onSearch={(q) => setFilter({ ...filter, q: q.trim(), page: 1 })}
        />
        <Select
          allowClear
          placeholder={t('operate.anyState')}
          aria-label={t('list.state')}
          value={filter.state ?? null}
          onChange={(state) => setFilter({ ...filter, state: state ?? undefined, page: 1 })}
          options={CONTRACT_STATES.map((value) => ({ value, label: t(`state.${value}`) }))}
        />
      </div>
      {found.isError ? (
        <Failure error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Card styles={{ body: { padding: 0 } }}>
          <Table<CustomerContract>
            rowKey="id"
            size="middle"
            scroll={{ x: 'max-content' }}
            loading={found.isFetching}
            dataSource={found.data?.contracts ?? []}
            locale={{ emptyText: found.isPending ? ' ' : <Nothing text={t('operate.empty')} /> }}
            pagination={{
              current: filter.page,
              pageSize: PAGE,
              total: found.data?.total ?? 0,
              hideOnSinglePage: true,
              showSizeChanger: false,
              onChange: (page) => setFilter({ ...filter, page }),
            }}
            columns={[
              { title: t('list.no'), dataIndex: 'no' },
              { title: t('operate.customer'), dataIndex: 'customer' },
              { title: t('list.kind'), render: (_, { kind }) => t(`kind.${kind}`) },
              { title: t('list.number'), render: (_, { number }) => <PhoneNumber number={number} /> },
              { title: t('list.state'), render: (_, { state }) => <StateTag state={state} /> },
              { title: t('terms.version'), align: 'right', dataIndex: 'termsVersion' },
              { title: t('list.signedAt'), render: (_, { signedAt }) => (signedAt ? time(signedAt) : '—') },
              { title: t('operate.evidence'), align: 'right', render: (_, { evidence }) => evidence?.seq ?? '—' },
              {
                align: 'right',
                render: (_, contract) => (
                  <>
                    <Button
                      type="text"
                      size="small"
                      icon={<DownloadOutlined />}
                      href={`/api/operator/contracts/${contract.id}/pdf`}
                    >
                      {t('operate.view')}
                    </Button>
                    {contract.state === 'signed' && (
                      <Button type="text" size="small" danger onClick={() => setEnding(contract)}>
                        {t('operate.end')}
                      </Button>
                    )}
                  </>
                ),
              },
            ]}
          />
        </Card>
      )}
      {ending && <EndForm contract={ending} onClose={() => setEnding(null)} />}
    </>
  );
}

function EndForm({ contract, onClose }: { contract: CustomerContract; onClose: () => void }) {
  const { t } = useTranslation('contract');
  const { t: frame } = useTranslation('frame');
  return (
    <FormModal<EndContract>
      open
      title={t('operate.endTitle', { no: contract.no })}
      initial={{}}
      save={useEndContract(contract.id)}
      onClose={onClose}
    >
      <Alert type="warning" showIcon title={t('operate.endHint')} style={{ marginBlockEnd: 16 }} />
      <Form.Item
        name="reason"
        label={t('operate.reason')}
        rules={[{ required: true, min: 2, message: frame('required') }]}
      >
        <Input.TextArea autoSize={{ minRows: 2 }} maxLength={200} />
      </Form.Item>
    </FormModal>
  );
}

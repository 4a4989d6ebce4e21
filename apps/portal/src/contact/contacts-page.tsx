import { DownloadOutlined, PlusOutlined } from '@ant-design/icons';
import { may } from '@sibai/contracts';
import { formatTime, useSignedIn } from '@sibai/ui';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Button, Flex, Input, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';

import { Page } from '../frame/page';
import { PagedTable } from '../frame/query-table';
import { ContactForm } from './contact-form';
import { type ContactFilter, contacts, contactsCsv } from './contacts';
import { ImportContacts } from './import-contacts';

export function ContactsPage() {
  const { t } = useTranslation('contact');
  const { t: frame } = useTranslation('frame');
  const manage = may(useSignedIn().user.role, 'contact.manage');
  const [params, setParams] = useSearchParams();
  const [creating, setCreating] = useState(false);
  const filter: ContactFilter = { q: params.get('q') ?? '', tag: params.get('tag') ?? '' };
  const narrow = (changed: Partial<ContactFilter>) => {
    const next = Object.entries({ ...filter, ...changed }).filter(([, value]) => value !== '');
    setParams(new URLSearchParams(next), { replace: true });
  };
  return (
    <Page
      title={frame('page.contacts')}
      lead={t('lead')}
      extra={
        <>
          {manage && <ImportContacts />}
          {manage && (
            <Button icon={<DownloadOutlined />} href={contactsCsv(filter)} download>
              {t('export')}
            </Button>
          )}
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
            {t('create')}
          </Button>
        </>
      }
    >
      <Flex gap={8} wrap style={{ marginBlockEnd: 12 }} align="center">
        <Input.Search
          allowClear
          defaultValue={filter.q}
          placeholder={t('search')}
          aria-label={t('search')}
          style={{ maxWidth: 320 }}
          onSearch={(q) => narrow({ q })}
        />
        {filter.tag && (
          <Tag closable onClose={() => narrow({ tag: '' })}>
            {filter.tag}
          </Tag>
        )}
      </Flex>
      <ContactTable key={JSON.stringify(filter)} filter={filter} onTag={(tag) => narrow({ tag })} />
      <ContactForm edited={creating ? 'new' : null} onClose={() => setCreating(false)} />
    </Page>
  );
}

function ContactTable({ filter, onTag }: { filter: ContactFilter; onTag: (tag: string) => void }) {
  const { t } = useTranslation('contact');
  const query = useInfiniteQuery({ ...contacts(filter), placeholderData: keepPreviousData });
  return (
    <PagedTable
      query={query}
      rows={({ contacts: page }) => page}
      to={({ id }) => `/contacts/${id}`}
      empty={filter.q || filter.tag ? t('emptySearch') : t('empty')}
      columns={[
        {
          title: t('name'),
          dataIndex: 'name',
          render: (name: string, { id }) => (
            <Link to={`/contacts/${id}`} onClick={(event) => event.stopPropagation()}>
              {name}
            </Link>
          ),
        },
        { title: t('company'), dataIndex: 'company', render: (company: string | null) => company ?? '—' },
        {
          title: t('numbers'),
          dataIndex: 'numbers',
          render: (numbers: string[]) => <span className="tabular">{numbers.join('、') || '—'}</span>,
        },
        {
          title: t('tags'),
          dataIndex: 'tags',
          render: (tags: string[]) => <Tags tags={tags} onTag={onTag} />,
        },
        {
          title: t('updatedAt'),
          dataIndex: 'updatedAt',
          render: (at: string) => <span className="tabular">{formatTime(at, 'moment')}</span>,
        },
      ]}
    />
  );
}

function Tags({ tags, onTag }: { tags: readonly string[]; onTag: (tag: string) => void }) {
  return (
    <Flex gap={4} wrap>
      {tags.map((tag) => (
        <Tag.CheckableTag
          key={tag}
          checked={false}
          onChange={() => onTag(tag)}
          onClick={(event) => event.stopPropagation()}
          style={{ border: '1px solid var(--ant-color-border, #d9d9d9)' }}
        >
          {tag}
        </Tag.CheckableTag>
      ))}
    </Flex>
  );
}

import { EditOutlined, PlusOutlined } from '@ant-design/icons';
import { type Contact, may } from '@sibai/contracts';
import { Failure, Loading, PhoneNumber, useSignedIn } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Descriptions, Flex, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';

import { Page } from '../frame/page';
import { RemoveButton } from '../frame/remove-button';
import { ContactForm } from './contact-form';
import { contact, useRemoveContact } from './contacts';
import { MergeContact } from './merge-contact';
import { TicketForm } from './ticket-form';
import { TimelineCard } from './timeline-card';

export function ContactPage() {
  const { id = '' } = useParams();
  const query = useQuery(contact(id));
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Loading />;
  return <Known contact={query.data} />;
}

function Known({ contact: known }: { contact: Contact }) {
  const { t } = useTranslation('contact');
  const { t: frame } = useTranslation('frame');
  const manage = may(useSignedIn().user.role, 'contact.manage');
  const go = useNavigate();
  const remove = useRemoveContact();
  const [editing, setEditing] = useState(false);
  const [opening, setOpening] = useState(false);
  return (
    <Page
      title={known.name}
      lead={known.company}
      extra={
        <>
          <Button icon={<EditOutlined />} onClick={() => setEditing(true)}>
            {frame('action.edit')}
          </Button>
          {manage && <MergeContact into={known} />}
          {manage && (
            <RemoveButton
              question={t('remove', { name: known.name })}
              consequence={t('removeHint')}
              remove={async () => {
                await remove.mutateAsync(known.id);
                void go('/contacts');
              }}
            />
          )}
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpening(true)}>
            {t('ticket.create')}
          </Button>
        </>
      }
    >
      <Card style={{ marginBlockEnd: 16 }}>
        <Descriptions
          column={{ xs: 1, md: 2 }}
          items={[
            {
              key: 'numbers',
              label: t('numbers'),
              children:
                known.numbers.length === 0 ? (
                  '—'
                ) : (
                  <Flex gap={8} wrap>
                    {known.numbers.map((number) => (
                      <PhoneNumber key={number} number={number} />
                    ))}
                  </Flex>
                ),
            },
            {
              key: 'tags',
              label: t('tags'),
              children: known.tags.length === 0 ? '—' : known.tags.map((tag) => <Tag key={tag}>{tag}</Tag>),
            },
            {
              key: 'remark',
              label: t('remark'),
              children: <span style={{ whiteSpace: 'pre-wrap' }}>{known.remark ?? '—'}</span>,
            },
          ]}
        />
      </Card>
      <TimelineCard contactId={known.id} />
      <ContactForm edited={editing ? known : null} onClose={() => setEditing(false)} />
      <TicketForm open={opening} contactId={known.id} onClose={() => setOpening(false)} />
    </Page>
  );
}

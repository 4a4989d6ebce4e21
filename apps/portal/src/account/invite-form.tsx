import { addressOf, type Invite } from '@sibai/contracts';
import { Alert, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import { FormModal } from '../frame/form-modal';
import { NameField, RoleField } from './user-form';
import { useInvite } from './users';

interface Typed extends Omit<Invite, 'to'> {
  readonly address: string;
}

export function InviteForm({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation('account');
  const { t: frame } = useTranslation('frame');
  const invite = useInvite();
  const mutateAsync = ({ address, ...typed }: Typed) => {
    const to = addressOf(address);
    if (!to) throw new Error('the form lets no such address through');
    return invite.mutateAsync({ to, ...typed });
  };
  return (
    <FormModal<Typed>
      title={t('user.invite')}
      open={open}
      initial={{ role: 'agent' }}
      save={{ ...invite, mutateAsync }}
      onClose={onClose}
    >
      <Alert type="info" showIcon title={t('user.inviteHint')} style={{ marginBlockEnd: 16 }} />
      <NameField />
      <Form.Item
        name="address"
        label={t('address.label')}
        validateTrigger="onBlur"
        rules={[
          { required: true, whitespace: true, message: frame('required') },
          {
            validator: (_rule, typed?: string) =>
              !typed?.trim() || addressOf(typed) ? Promise.resolve() : Promise.reject(new Error(t('address.bad'))),
          },
        ]}
      >
        <Input autoComplete="off" />
      </Form.Item>
      <RoleField />
    </FormModal>
  );
}

import { type CreateUser, type EditUser, Email, MEMBER_ROLES, Mobile, type User } from '@sibai/contracts';
import { Alert, Form, Input, Radio } from 'antd';
import { useTranslation } from 'react-i18next';

import { FormModal } from '../frame/form-modal';
import { NewPassword } from './new-password';
import { useCreateUser, useEditUser } from './users';

export function CreateUserForm({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation('account');
  const save = useCreateUser();
  return (
    <FormModal<CreateUser>
      title={t('user.createTitle')}
      open={open}
      initial={{ role: 'agent' }}
      save={save}
      onClose={onClose}
    >
      <Alert type="info" showIcon title={t('user.createHint')} style={{ marginBlockEnd: 16 }} />
      <NameField />
      <AddressField name="email" required />
      <RoleField />
      <NewPassword label={t('user.password')} contextFields={['name', 'email']} />
    </FormModal>
  );
}

/** What an empty field means: signs in by the other one. */
const orNull = (text: string | null | undefined): string | null => text?.trim() || null;

export function EditUserForm({ user, self, onClose }: { user: User; self: boolean; onClose: () => void }) {
  const { t } = useTranslation('account');
  const save = useEditUser(user.id);
  const role = user.role === 'operator' ? 'admin' : user.role;
  const mutateAsync = (typed: EditUser) =>
    save.mutateAsync({
      ...typed,
      role: self ? role : typed.role,
      email: orNull(typed.email),
      mobile: orNull(typed.mobile),
    });
  return (
    <FormModal<EditUser>
      title={t('user.editTitle')}
      open
      initial={{ name: user.name, role, email: user.email, mobile: user.mobile }}
      save={{ ...save, mutateAsync }}
      onClose={onClose}
    >
      <NameField />
      <AddressField name="mobile" />
      <AddressField name="email" needsOne />
      <RoleField disabled={self} hint={self ? t('user.selfRole') : t('user.editHint')} />
    </FormModal>
  );
}

export function NameField() {
  const { t } = useTranslation('account');
  const { t: frame } = useTranslation('frame');
  return (
    <Form.Item
      name="name"
      label={t('user.name')}
      rules={[{ required: true, whitespace: true, message: frame('required') }]}
    >
      <Input maxLength={40} autoComplete="off" />
    </Form.Item>
  );
}

export function RoleField({ disabled = false, hint }: { disabled?: boolean; hint?: string }) {
  const { t } = useTranslation('account');
  const { t: ui } = useTranslation('ui');
  return (
    <Form.Item name="role" label={t('user.role')} rules={[{ required: true }]} extra={hint}>
      <Radio.Group
        vertical
        disabled={disabled}
        options={MEMBER_ROLES.map((value) => ({
          value,
          label: `${ui(`role.${value}`)}：${t(`user.roleHint.${value}`)}`,
        }))}
      />
    </Form.Item>
  );
}

interface AddressProps {
  readonly name: 'email' | 'mobile';
  readonly required?: boolean;
  /** One of the two is needed. */
  readonly needsOne?: boolean;
}

function AddressField({ name, required = false, needsOne = false }: AddressProps) {
  const { t } = useTranslation('account');
  const { t: frame } = useTranslation('frame');
  const schema = name === 'email' ? Email : Mobile;
  return (
    <Form.Item
      name={name}
      label={t(`user.${name}`)}
      validateTrigger="onBlur"
      dependencies={needsOne ? ['mobile'] : []}
      rules={[
        { required, message: frame('required') },
        ({ getFieldValue }) => ({
          validator: (_rule, typed?: string | null) => {
            const text = typed?.trim() ?? '';
            if (text && !schema.safeParse(text).success)
              return Promise.reject(new Error(t(name === 'email' ? 'user.badEmail' : 'user.badMobile')));
            if (needsOne && !text && !orNull(getFieldValue('mobile') as string | null))
              return Promise.reject(new Error(t('user.needOne')));
            return Promise.resolve();
          },
        }),
      ]}
    >
      <Input inputMode={name === 'email' ? 'email' : 'tel'} autoComplete="off" />
    </Form.Item>
  );
}

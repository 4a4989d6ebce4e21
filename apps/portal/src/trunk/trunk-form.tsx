import { SaveTrunk, type Trunk } from '@sibai/contracts';
import { Form, Input, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type * as z from 'zod';

import { FormModal } from '../frame/form-modal';
import { useSaveTrunk } from './trunks';

interface Typed {
  readonly name: string;
  readonly match: SaveTrunk['match'];
  readonly addresses?: string[];
  readonly username?: string;
  readonly password?: string;
  readonly outboundCli?: string;
}

const { addresses: Addresses, username: Username, password: Secret, outboundCli: Cli } = SaveTrunk.shape;
const NEW: Partial<Typed> = { match: 'address', addresses: [] };

/** Fields that do not belong to the chosen way of recognition are not sent. */
const toWire = ({ name, match, addresses, username, password, outboundCli }: Typed): SaveTrunk => ({
  name,
  match,
  addresses: match === 'address' ? (addresses ?? []) : [],
  username: match === 'registration' ? (username ?? null) : null,
  outboundCli: outboundCli || null,
  ...(match === 'registration' && password ? { password } : {}),
});

export function TrunkForm({ edited, onClose }: { edited: Trunk | 'new' | null; onClose: () => void }) {
  const { t } = useTranslation('trunk');
  const { t: frame } = useTranslation('frame');
  const trunk = edited === 'new' ? null : edited;
  const save = useSaveTrunk(trunk?.id ?? null);
  return (
    <FormModal<Typed>
      title={trunk ? t('trunk.edit') : t('trunk.create')}
      open={edited !== null}
      initial={trunk ? fieldsOf(trunk) : NEW}
      save={{ ...save, mutateAsync: (typed) => save.mutateAsync(toWire(typed)) }}
      onClose={onClose}
    >
      <Form.Item
        name="name"
        label={t('trunk.name')}
        rules={[{ required: true, whitespace: true, message: frame('required') }]}
      >
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="match" label={t('trunk.match')}>
        <Radio.Group
          vertical
          options={[
            { value: 'address', label: `${t('trunk.address')}：${t('trunk.addressHint')}` },
            { value: 'registration', label: `${t('trunk.registration')}：${t('trunk.registrationHint')}` },
          ]}
        />
      </Form.Item>
      <Form.Item noStyle dependencies={['match']}>
        {({ getFieldValue }) =>
          getFieldValue('match') === 'address' ? (
            <AddressField />
          ) : (
            <AccountFields isNew={trunk?.match !== 'registration'} />
          )
        }
      </Form.Item>
      <Form.Item
        name="outboundCli"
        label={t('trunk.cli')}
        extra={t('trunk.cliHint')}
        validateTrigger="onBlur"
        rules={[{ validator: check(Cli, t('trunk.badCli')) }]}
      >
        <Input inputMode="tel" maxLength={15} />
      </Form.Item>
    </FormModal>
  );
}

function AddressField() {
  const { t } = useTranslation('trunk');
  return (
    <Form.Item
      name="addresses"
      label={t('trunk.addresses')}
      extra={t('trunk.addressesHint')}
      required
      rules={[
        {
          validator: (_rule, typed: string[] = []) => {
            if (typed.length === 0) return Promise.reject(new Error(t('trunk.needAddress')));
            const wrong = typed.find((value) => !Addresses.safeParse([value]).success);
            return wrong === undefined
              ? Promise.resolve()
              : Promise.reject(new Error(t('trunk.badAddress', { value: wrong })));
          },
        },
      ]}
    >
      <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', ' ', '，', ';']} />
    </Form.Item>
  );
}

function AccountFields({ isNew }: { isNew: boolean }) {
  const { t } = useTranslation('trunk');
  return (
    <>
      <Form.Item
        name="username"
        label={t('trunk.username')}
        required
        validateTrigger="onBlur"
        rules={[{ validator: (_rule, typed?: string) => check(Username, t('trunk.badUsername'))(_rule, typed ?? '-') }]}
      >
        <Input autoComplete="off" maxLength={64} />
      </Form.Item>
      <Form.Item
        name="password"
        label={t('trunk.password')}
        extra={isNew ? t('trunk.passwordHint') : t('trunk.passwordKeep')}
        required={isNew}
        validateTrigger="onBlur"
        rules={[
          {
            validator: (_rule, typed?: string) =>
              check(Secret, t('trunk.badPassword'))(_rule, typed || (isNew ? '-' : undefined)),
          },
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={128} />
      </Form.Item>
    </>
  );
}

/** A form rule that lets pass what the wire's own schema does; an empty field counts as absent. */
const check = (schema: z.ZodType, sentence: string) => (_rule: unknown, typed?: string) =>
  !typed || schema.safeParse(typed).success ? Promise.resolve() : Promise.reject(new Error(sentence));

const fieldsOf = ({ name, match, addresses, username, outboundCli }: Trunk): Partial<Typed> => ({
  name,
  match,
  addresses,
  ...(username !== null && { username }),
  ...(outboundCli !== null && { outboundCli }),
});

import { type Contact, PersonNumber, type SaveContact } from '@sibai/contracts';
import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { FormModal } from '../frame/form-modal';
import { useSaveContact } from './contacts';

/** `edited` with whole numbers: a masked one would be saved as it is shown. */
export function ContactForm({ edited, onClose }: { edited: Contact | 'new' | null; onClose: () => void }) {
  const { t } = useTranslation('contact');
  const { t: frame } = useTranslation('frame');
  const known = edited === 'new' ? null : edited;
  const save = useSaveContact(known);
  return (
    <FormModal<SaveContact>
      title={known ? t('edit') : t('create')}
      open={edited !== null}
      initial={known ?? { tags: [], numbers: [] }}
      save={{
        ...save,
        mutateAsync: ({ name, company, remark, tags, numbers }) =>
          save.mutateAsync({
            name,
            company: company || null,
            remark: remark || null,
            tags: tags ?? [],
            numbers: numbers ?? [],
          }),
      }}
      onClose={onClose}
    >
      <Form.Item
        name="name"
        label={t('name')}
        rules={[{ required: true, whitespace: true, message: frame('required') }]}
      >
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item
        name="numbers"
        label={t('numbers')}
        extra={t('numbersHint')}
        rules={[
          {
            validator: (_, numbers: readonly string[] | undefined) =>
              (numbers ?? []).every((number) => PersonNumber.safeParse(number).success)
                ? Promise.resolve()
                : Promise.reject(new Error(t('badNumber'))),
          },
        ]}
      >
        <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', '，', ';', '；', '、', ' ']} />
      </Form.Item>
      <Form.Item name="company" label={t('company')}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="tags" label={t('tags')}>
        <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', '，', ';', '；', '、', ' ']} />
      </Form.Item>
      <Form.Item name="remark" label={t('remark')}>
        <Input.TextArea maxLength={1000} autoSize={{ minRows: 2, maxRows: 6 }} />
      </Form.Item>
    </FormModal>
  );
}

import { ApiError, Refused } from '@sibai/ui';
import type { UseMutationResult } from '@tanstack/react-query';
import { App, Form, type FormInstance, Modal } from 'antd';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';

interface Props<V extends object> {
  readonly title: string;
  readonly open: boolean;
  readonly initial: Partial<V>;
  readonly save: Pick<UseMutationResult<unknown, Error, V>, 'mutateAsync' | 'error' | 'isPending' | 'reset'>;
  readonly onClose: () => void;
  readonly children: ReactNode | ((form: FormInstance<V>) => ReactNode);
  readonly width?: number;
}

/** A form in a dialogue. A refusal leaves it open with all that was typed, and marks the fields it speaks of. */
export function FormModal<V extends object>({ title, open, initial, save, onClose, children, width }: Props<V>) {
  const { t } = useTranslation('frame');
  const { message } = App.useApp();
  const [form] = Form.useForm<V>();

  const submit = async (values: V): Promise<void> => {
    try {
      await save.mutateAsync(values);
    } catch (error) {
      markFields(form as FormInstance, error, t('invalid'));
      return;
    }
    void message.success(t('saved'));
    onClose();
  };

  return (
    <Modal
      title={title}
      open={open}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t('action.save')}
      cancelText={t('action.cancel')}
      confirmLoading={save.isPending}
      mask={{ closable: false }}
      width={width ?? 520}
      destroyOnHidden
      afterClose={save.reset}
    >
      <Form form={form} layout="vertical" initialValues={initial} onFinish={(values) => void submit(values)}>
        <FocusFirst form={form as FormInstance} />
        <Refused error={save.error} />
        {typeof children === 'function' ? children(form) : children}
        {/* Enter in a field submits: the dialogue's own button stands outside the form. */}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </Form>
    </Modal>
  );
}

function FocusFirst({ form }: { form: FormInstance }) {
  useEffect(() => {
    const [first] = Object.keys(form.getFieldsValue() as object);
    // After the dialogue's own focus handling, which runs when its opening ends.
    const timer = setTimeout(() => first !== undefined && form.focusField(first), 250);
    return () => clearTimeout(timer);
  }, [form]);
  return null;
}

function markFields(form: FormInstance, error: unknown, sentence: string): void {
  if (!(error instanceof ApiError) || error.code !== 'request.invalid') return;
  const issues = Array.isArray(error.details['issues']) ? (error.details['issues'] as readonly unknown[]) : [];
  for (const issue of issues) {
    const path = (issue as { path?: unknown }).path;
    const name: unknown = Array.isArray(path) ? path[0] : undefined;
    if (typeof name === 'string') form.setFields([{ name, errors: [sentence] }]);
  }
}

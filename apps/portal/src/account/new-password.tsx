import { passwordFault, passwordStrength } from '@sibai/contracts';
import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import styles from './public.module.css';

const COLOURS = ['error', 'error', 'warning', 'success', 'success'] as const;

interface Props {
  readonly label?: string;
  /** Fields of the form whose content says too much of the person to be a password. */
  readonly contextFields?: readonly string[];
  readonly context?: readonly string[];
}

/** One field of a form, `password`: a new one, with how well it would hold. */
export function NewPassword({ label, contextFields = [], context = [] }: Props) {
  const { t } = useTranslation('account');
  const form = Form.useFormInstance();
  const typed = Form.useWatch<string | undefined>('password') ?? '';
  const known = (): string[] => [
    ...context,
    ...contextFields.flatMap((name) => (form.getFieldValue(name) as string | undefined)?.trim() || []),
  ];
  const strength = passwordStrength(typed, known());
  const text = t(`password.strength.${strength}`);

  return (
    <Form.Item
      name="password"
      label={label ?? t('password.label')}
      required
      validateTrigger="onBlur"
      extra={
        typed === '' ? (
          t('password.hint')
        ) : (
          <span className={styles.strength} role="status" aria-label={t('password.strengthLabel', { text })}>
            {[1, 2, 3, 4].map((step) => (
              <i
                key={step}
                style={
                  step <= Math.max(1, strength) ? { background: `var(--ant-color-${COLOURS[strength]})` } : undefined
                }
              />
            ))}
            <small>{text}</small>
          </span>
        )
      }
      rules={[
        {
          validator: (_rule, password: string = '') => {
            const fault = passwordFault(password, known());
            return fault ? Promise.reject(new Error(t(`password.fault.${fault}`))) : Promise.resolve();
          },
        },
      ]}
    >
      <Input.Password size="large" autoComplete="new-password" maxLength={200} />
    </Form.Item>
  );
}

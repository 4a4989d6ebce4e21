import { BulbOutlined, LockOutlined, TagsOutlined } from '@ant-design/icons';
import { addressOf, EnterpriseName, PersonName } from '@sibai/contracts';
import { isRefusal, Refused, useTitle } from '@sibai/ui';
import { Alert, Button, Card, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';

import { wished } from '../number/numbers';
import { AddressAndCode } from './address-and-code';
import { sendSignUpCode, useSignUp } from './enter';
import { NewPassword } from './new-password';
import styles from './public.module.css';
import { useRefusedFields } from './refused-fields';

interface Typed {
  readonly address: string;
  readonly code: string;
  readonly enterprise: string;
  readonly name: string;
  readonly password: string;
}

const POINTS = { free: <TagsOutlined />, clear: <BulbOutlined />, safe: <LockOutlined /> } as const;
const DRAFT = 'sibai.sign-up';

/** An enterprise begins here. What was typed outlives a reload, but for code and password. */
export function SignUpPage() {
  const { t } = useTranslation('account');
  useTitle(t('signUp.title'));
  return (
    <div className={styles.door}>
      <section className={styles.pitch}>
        <h1>{t('signUp.pitch')}</h1>
        <p>{t('signUp.pitchLead')}</p>
        <ul className={styles.points}>
          {(Object.keys(POINTS) as (keyof typeof POINTS)[]).map((point) => (
            <li key={point}>
              <span aria-hidden>{POINTS[point]}</span>
              <div>
                <strong>{t(`signUp.points.${point}.0`)}</strong>
                <small>{t(`signUp.points.${point}.1`)}</small>
              </div>
            </li>
          ))}
        </ul>
      </section>
      <Card>
        <h2 className={styles.title}>{t('signUp.title')}</h2>
        <span className={styles.sub}>{t('signUp.sub')}</span>
        <SignUpForm />
        <p className={styles.foot}>
          {t('signUp.have')} <Link to="/sign-in">{t('signUp.signIn')}</Link>
        </p>
      </Card>
    </div>
  );
}

function SignUpForm() {
  const { t } = useTranslation('account');
  const [form] = Form.useForm<Typed>();
  const go = useNavigate();
  const signUp = useSignUp();
  const markFields = useRefusedFields();

  const submit = ({ address, ...typed }: Typed): void => {
    const to = addressOf(address);
    if (!to) return;
    signUp.mutate(
      { to, ...typed },
      {
        onSuccess: () => {
          sessionStorage.removeItem(DRAFT);
          void go(wished.get() === null ? '/onboarding' : '/onboarding/number', { replace: true });
        },
        onError: (error) => void markFields(form, error),
      },
    );
  };
  const needs = (schema: { safeParse: (text: unknown) => { success: boolean } }, sentence: string) => ({
    validator: (_rule: unknown, text?: string) =>
      schema.safeParse(text ?? '').success ? Promise.resolve() : Promise.reject(new Error(sentence)),
  });

  return (
    <Form<Typed>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={draft()}
      onValuesChange={(_changed, { address, enterprise, name }) =>
        sessionStorage.setItem(DRAFT, JSON.stringify({ address, enterprise, name }))
      }
      onFinish={submit}
    >
      <SignUpRefusal error={signUp.error} />
      <AddressAndCode send={sendSignUpCode} autoFocus hint={t('address.hint')} />
      <Form.Item
        name="enterprise"
        label={t('signUp.enterprise')}
        extra={t('signUp.enterpriseHint')}
        validateTrigger="onBlur"
        rules={[needs(EnterpriseName, t('signUp.needEnterprise'))]}
      >
        <Input size="large" maxLength={60} autoComplete="organization" />
      </Form.Item>
      <Form.Item
        name="name"
        label={t('name.label')}
        validateTrigger="onBlur"
        rules={[needs(PersonName, t('name.need'))]}
      >
        <Input size="large" maxLength={40} autoComplete="name" />
      </Form.Item>
      <NewPassword contextFields={['address', 'enterprise', 'name']} />
      <Button block type="primary" size="large" htmlType="submit" loading={signUp.isPending}>
        {t('signUp.submit')}
      </Button>
    </Form>
  );
}

/** What is marked at a field needs no second telling above the form. */
function SignUpRefusal({ error }: { error: unknown }) {
  const { t } = useTranslation('account');
  if (isRefusal(error, 'sign_up.registered'))
    return (
      <Alert
        type="info"
        showIcon
        role="alert"
        style={{ marginBlockEnd: 16 }}
        title={t('signUp.registered')}
        description={
          <>
            <Link to="/sign-in">{t('signUp.signIn')}</Link> · <Link to="/forgot">{t('signUp.forgot')}</Link>
          </>
        }
      />
    );
  const marked = /^(code|password)\./.test((error as { code?: string } | null)?.code ?? '');
  return marked ? null : <Refused error={error} />;
}

function draft(): Partial<Typed> {
  try {
    return JSON.parse(sessionStorage.getItem(DRAFT) ?? '{}') as Partial<Typed>;
  } catch {
    return {};
  }
}

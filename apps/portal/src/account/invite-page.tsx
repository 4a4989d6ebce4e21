import {
  isRefusal,
  Failure,
  formatNumber,
  formatTime,
  language,
  Loading,
  Refused,
  useErrorText,
  useSession,
  useTitle,
} from '@sibai/ui';
import type { AcceptInvitation, InvitationFace } from '@sibai/contracts';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Card, Form, Input, Result } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';

import { invitationFace, useAccept } from './enter';
import { NewPassword } from './new-password';
import styles from './public.module.css';
import { useRefusedFields } from './refused-fields';

/** What an invitation's link opens. */
export function InvitePage() {
  const { t } = useTranslation('account');
  const { token = '' } = useParams();
  const query = useQuery(invitationFace(token));
  const errorText = useErrorText();
  if (query.isPending) return <Loading />;
  if (isRefusal(query.error, 'invitation.lapsed'))
    return <Result status="warning" title={t('invite.lapsed')} subTitle={errorText(query.error)} />;
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  return <Accept token={token} face={query.data} />;
}

function Accept({ token, face }: { token: string; face: InvitationFace }) {
  const { t } = useTranslation('account');
  const { t: ui } = useTranslation('ui');
  const session = useSession();
  const go = useNavigate();
  const [form] = Form.useForm<AcceptInvitation>();
  const accept = useAccept(token);
  const markFields = useRefusedFields();
  const title = t('invite.title', { tenant: face.tenant });
  useTitle(title);

  const submit = (typed: AcceptInvitation): void =>
    accept.mutate(typed, {
      onSuccess: () => void go('/', { replace: true }),
      onError: (error) => void markFields(form, error),
    });
  const marked = isRefusal(accept.error, 'password.weak');
  return (
    <Card className={styles.single ?? ''}>
      <h1 className={styles.title}>{title}</h1>
      <span className={styles.sub}>{t('invite.sub', { inviter: face.invitedBy })}</span>
      <dl className={styles.facts}>
        <dt>{t('invite.signInBy')}</dt>
        <dd className="tabular">{face.mobile ? formatNumber(face.mobile) : face.email}</dd>
        <dt>{t('invite.role')}</dt>
        <dd>{ui(`role.${face.role}`)}</dd>
        <dt>{t('invite.until')}</dt>
        <dd className="tabular">{formatTime(face.expiresAt, 'minute', language())}</dd>
      </dl>
      {session && (
        <Alert
          type="warning"
          showIcon
          style={{ marginBlockEnd: 16 }}
          title={t('invite.signedIn', { name: session.user.name })}
        />
      )}
      <Form<AcceptInvitation>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ name: face.name }}
        onFinish={submit}
      >
        {!marked && <Refused error={accept.error} />}
        <input type="hidden" autoComplete="username" value={face.mobile ?? face.email ?? ''} readOnly />
        <Form.Item
          name="name"
          label={t('name.label')}
          rules={[{ required: true, whitespace: true, message: t('name.need') }]}
        >
          <Input size="large" maxLength={40} autoComplete="name" />
        </Form.Item>
        <NewPassword
          contextFields={['name']}
          context={[face.mobile ?? '', face.email ?? '', face.tenant].filter(Boolean)}
        />
        <Button block type="primary" size="large" htmlType="submit" loading={accept.isPending}>
          {t('invite.submit')}
        </Button>
      </Form>
    </Card>
  );
}

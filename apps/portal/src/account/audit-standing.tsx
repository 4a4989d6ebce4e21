import { SafetyCertificateOutlined } from '@ant-design/icons';
import { formatTime, language, Refused } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { auditChecks, useVerifyAudit } from './audit';

/** What the newest look over the own log found, and a button for another. */
export function AuditStanding() {
  const { t } = useTranslation('account');
  const query = useQuery(auditChecks);
  const verify = useVerifyAudit();
  if (!query.data) return null;
  const [last] = query.data;
  const facts = last && { time: formatTime(last.at, 'full', language()), count: last.entries };
  return (
    <>
      <Refused error={verify.error} />
      <Alert
        showIcon
        style={{ marginBlockEnd: 16 }}
        type={last ? (last.fault ? 'error' : 'success') : 'info'}
        title={
          !last || !facts
            ? t('audit.check.never')
            : last.fault
              ? t(`audit.check.fault.${last.fault.kind}`, { seq: last.fault.seq ?? '—', id: last.fault.id ?? '—' })
              : t('audit.check.whole', facts)
        }
        description={last?.fault && facts ? t('audit.check.broken', facts) : undefined}
        action={
          <Button
            size="small"
            icon={<SafetyCertificateOutlined />}
            loading={verify.isPending}
            onClick={() => verify.mutate()}
          >
            {t('audit.check.now')}
          </Button>
        }
      />
    </>
  );
}

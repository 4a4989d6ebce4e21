import { formatNumber, formatTime } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Alert, Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { TakerSteps } from './change-panel';
import { changes } from './line-queries';

/** Numbers that are on their way to the enterprise, and what is left to do for each. */
export function IncomingTransfers() {
  const { t } = useTranslation('line');
  const { data: all = [] } = useQuery(changes);
  const incoming = all.filter(({ side, state }) => side === 'taker' && state === 'accepted');
  return incoming.map((change) => (
    <Alert
      key={change.id}
      type="info"
      showIcon
      style={{ marginBlockEnd: 16 }}
      title={`${t('change.kind.transfer')} · ${formatNumber(change.number)}`}
      description={
        <Flex vertical gap={8}>
          <TakerSteps change={change} />
          {change.effectiveAt && <span>{t('change.until', { time: formatTime(change.effectiveAt, 'minute') })}</span>}
          <Flex gap={16} wrap>
            {!change.verified && <Link to="/onboarding/verification">{t('need.verification')}</Link>}
            <Link to="/onboarding/plan">{t('need.plan')}</Link>
            {!change.contracted && <Link to="/onboarding/contract">{t('need.contract')}</Link>}
          </Flex>
        </Flex>
      }
    />
  ));
}

import { GREEN_CHECKS } from '@sibai/contracts';
import { formatTime, useErrorText } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { App, Flex, Switch, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';

import { reviewSettings, useSaveSettings } from './reviews';

/** Whether what is green needs no reviewer. Says what green means before it is switched on. */
export function AutomaticApproval() {
  const { t } = useTranslation('review');
  const { modal, message } = App.useApp();
  const errorText = useErrorText();
  const { data } = useQuery(reviewSettings);
  const save = useSaveSettings();
  const ask = (wanted: boolean): void => {
    void modal.confirm({
      title: wanted ? t('automatic.ask') : t('automatic.askOff'),
      content: wanted ? (
        <>
          <p>{t('automatic.hint')}</p>
          <ul style={{ margin: 0, paddingInlineStart: 20 }}>
            {GREEN_CHECKS.map((check) => (
              <li key={check}>{t(`green.${check}`)}</li>
            ))}
          </ul>
        </>
      ) : (
        t('automatic.hintOff')
      ),
      onOk: () => save.mutateAsync(wanted).catch((error: unknown) => void message.error(errorText(error), 6)),
    });
  };
  if (!data) return null;
  const changed =
    data.changedBy && data.changedAt
      ? t('automatic.changed', { name: data.changedBy, time: formatTime(data.changedAt, 'minute') })
      : '';
  return (
    <Tooltip title={changed}>
      <Flex align="center" gap={8}>
        <label htmlFor="automatic-approval">{t('automatic.label')}</label>
        <Switch id="automatic-approval" checked={data.automaticApproval} loading={save.isPending} onChange={ask} />
      </Flex>
    </Tooltip>
  );
}

import { BLOCK_ANSWERS } from '@sibai/contracts';
import { Refused } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Card, Flex, Radio, Switch } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';

import { blockSettings, useSaveBlockSettings } from './blocks';

/** What becomes of who is kept out, and whether calls without a number are. Kept as soon as it is chosen. */
export function BlockAnswerCard({ manage }: { manage: boolean }) {
  const { t } = useTranslation('outbound');
  const { data } = useQuery(blockSettings);
  const save = useSaveBlockSettings();
  const [anonymous, answer] = [useId(), useId()];
  const busy = !manage || !data || save.isPending;
  return (
    <Card size="small">
      <Refused error={save.error} />
      <Flex wrap gap="12px 32px" align="center">
        <Flex gap={8} align="center">
          <Switch
            aria-labelledby={anonymous}
            checked={data?.anonymous ?? false}
            disabled={busy}
            onChange={(on) => data && save.mutate({ ...data, anonymous: on })}
          />
          <span id={anonymous}>{t('block.anonymous')}</span>
        </Flex>
        <Flex gap={12} align="center" wrap>
          <span id={answer}>{t('block.answer')}</span>
          <Radio.Group
            aria-labelledby={answer}
            value={data?.answer}
            disabled={busy}
            onChange={({ target }) => data && save.mutate({ ...data, answer: target.value as typeof data.answer })}
            options={BLOCK_ANSWERS.map((value) => ({ value, label: t(`block.answers.${value}`) }))}
          />
        </Flex>
      </Flex>
    </Card>
  );
}

import { PlayCircleOutlined } from '@ant-design/icons';
import type { WhatIfAnswer, WhatIfSource } from '@sibai/contracts';
import { Loading, Refused } from '@sibai/ui';
import { Button, Flex } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Page } from '../frame/page';
import { ChangeCard } from './change-card';
import { ResultCard } from './result-card';
import { SourceCard } from './source-card';
import { changes, chinaDay, NO_CHANGE, useWhatIf } from './what-if';

/** A day played again under other rules, staffing or traffic. */
export function WhatIfPage() {
  const { t } = useTranslation('whatIf');
  const { t: frame } = useTranslation('frame');
  const [source, setSource] = useState<WhatIfSource | null>(() => ({ kind: 'day', date: chinaDay(-1) }));
  const [change, setChange] = useState(NO_CHANGE);
  const [groups, setGroups] = useState<WhatIfAnswer['groups']>();
  const whatIf = useWhatIf();
  return (
    <Page title={frame('page.whatIf')} lead={t('lead')}>
      <Flex vertical gap={16}>
        <SourceCard
          onChange={(next) => {
            setSource(next);
            // Groups are another day's.
            setChange((before) => ({ ...before, groups: [] }));
            setGroups(undefined);
            whatIf.reset();
          }}
        />
        <ChangeCard groups={groups} change={change} onChange={setChange} />
        <div>
          <Button
            type="primary"
            size="large"
            icon={<PlayCircleOutlined />}
            disabled={source === null}
            loading={whatIf.isPending}
            onClick={() =>
              source && whatIf.mutate({ source, change }, { onSuccess: (answer) => setGroups(answer.groups) })
            }
          >
            {t('run')}
          </Button>
        </div>
        {whatIf.isError && <Refused error={whatIf.error} />}
        {whatIf.isPending && <Loading />}
        {whatIf.data && !whatIf.isPending && (
          <ResultCard answer={whatIf.data} changed={changes(whatIf.variables.change)} />
        )}
      </Flex>
    </Page>
  );
}

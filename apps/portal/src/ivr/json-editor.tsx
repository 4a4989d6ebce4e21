import { Alert, Button, Card, Flex, Input, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

import type { Fault, Reading } from './draft';
import { Faults } from './faults';
import styles from './ivr.module.css';

interface Props {
  readonly text: string;
  readonly reading: Reading;
  readonly readOnly: boolean;
  readonly onChange: (text: string) => void;
}

/** The definition as text, for what the outline does not offer. */
export function JsonEditor({ text, reading, readOnly, onChange }: Props) {
  const { t } = useTranslation('ivr');
  return (
    <Card>
      <Flex justify="space-between" align="center" gap={12} style={{ marginBlockEnd: 12 }}>
        <Typography.Text type="secondary">{t('json.hint')}</Typography.Text>
        <Button
          size="small"
          disabled={readOnly || reading.flow === null}
          onClick={() => onChange(JSON.stringify(reading.flow, null, 2))}
        >
          {t('json.format')}
        </Button>
      </Flex>
      <div className={styles.json}>
        <Input.TextArea
          value={text}
          readOnly={readOnly}
          aria-label={t('json.label')}
          spellCheck={false}
          autoSize={{ minRows: 16, maxRows: 32 }}
          style={{ fontFamily: 'ui-monospace, Consolas, monospace', fontSize: 13 }}
          onChange={({ target }) => onChange(target.value)}
        />
        <div role="status" className={styles.verdict}>
          <Verdict reading={reading} />
        </div>
      </div>
    </Card>
  );
}

function Verdict({ reading }: { reading: Reading }) {
  const { t } = useTranslation('ivr');
  if (reading.flow === null && reading.syntax !== null) {
    return <Alert type="error" showIcon title={t('json.syntax', { message: reading.syntax })} />;
  }
  if (reading.faults.length === 0) return <Alert type="success" showIcon title={t('json.good')} />;

  const byNode = Map.groupBy(reading.faults, ({ node }): Fault['node'] => node);
  return (
    <Flex vertical gap={8}>
      {[...byNode].map(([node, faults]) => (
        <Alert
          key={node ?? ''}
          type="warning"
          showIcon
          title={node ?? t('page.general')}
          description={<Faults faults={faults} />}
        />
      ))}
    </Flex>
  );
}

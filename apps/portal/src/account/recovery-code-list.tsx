import { App, Button, Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

import styles from './account.module.css';

/** The recovery codes, the one time they are shown. */
export function RecoveryCodeList({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const { t } = useTranslation('account');
  const { message } = App.useApp();
  const text = codes.join('\n');
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    void message.success(t('own.copied'));
  };
  return (
    <>
      <Typography.Paragraph type="secondary">{t('own.codesHint')}</Typography.Paragraph>
      <ul className={styles.codes}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Flex wrap gap={8} justify="space-between">
        <Flex gap={8}>
          <Button onClick={() => void copy()}>{t('own.copy')}</Button>
          <Button
            href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}
            download="sibai-recovery-codes.txt"
          >
            {t('own.download')}
          </Button>
        </Flex>
        <Button type="primary" onClick={onClose}>
          {t('own.savedThem')}
        </Button>
      </Flex>
    </>
  );
}

import { UploadOutlined } from '@ant-design/icons';
import { Refused } from '@sibai/ui';
import { Alert, Button, Modal, Typography, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useImportContacts } from './contacts';

/** Customers from a file, with what was left out and why. */
export function ImportContacts() {
  const { t } = useTranslation('contact');
  const [open, setOpen] = useState(false);
  const take = useImportContacts();
  const { data } = take;
  const close = () => {
    setOpen(false);
    take.reset();
  };
  return (
    <>
      <Button icon={<UploadOutlined />} onClick={() => setOpen(true)}>
        {t('import')}
      </Button>
      <Modal
        title={t('import')}
        open={open}
        onCancel={close}
        onOk={close}
        okText={t('done')}
        cancelButtonProps={{ style: { display: 'none' } }}
        destroyOnHidden
      >
        <Refused error={take.error} />
        <Upload.Dragger
          accept=".csv,text/csv"
          showUploadList={false}
          disabled={take.isPending}
          beforeUpload={(file) => {
            take.mutate(file);
            return false;
          }}
        >
          <p>
            <UploadOutlined style={{ fontSize: 24 }} />
          </p>
          <Typography.Text type="secondary">{t('importHint')}</Typography.Text>
        </Upload.Dragger>
        {data && (
          <Alert
            style={{ marginBlockStart: 12 }}
            type={data.refused.length > 0 ? 'warning' : 'success'}
            title={t('imported', data)}
            description={
              data.refused.length > 0 && (
                <>
                  {t('importRefused')}
                  <ul style={{ maxHeight: 160, overflow: 'auto', paddingInlineStart: 20, margin: 0 }}>
                    {data.refused.map(({ line, reason }) => (
                      <li key={line}>{t('importLine', { line, reason: t(`importReason.${reason}`) })}</li>
                    ))}
                  </ul>
                </>
              )
            }
          />
        )}
      </Modal>
    </>
  );
}

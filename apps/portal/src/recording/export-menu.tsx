import { DownloadOutlined } from '@ant-design/icons';
import { may } from '@sibai/contracts';
import { useSignedIn } from '@sibai/ui';
import { useMutation } from '@tanstack/react-query';
import { App, Button, Dropdown, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

import { EXPORTED_AS, type ExportedAs, exportFile } from './recordings';

interface Props {
  readonly id: string;
  readonly permit: string;
  readonly sealedSha256: string | null;
}

/** The recording as a file to keep, with the hashes by which it is known. */
export function ExportMenu({ id, permit, sealedSha256 }: Props) {
  const { t } = useTranslation('recording');
  const { notification, message } = App.useApp();
  const { role } = useSignedIn().user;
  const save = useMutation({
    mutationFn: (as: ExportedAs) => exportFile(id, permit, as),
    onSuccess: (sha256) =>
      notification.success({
        title: t('player.exported'),
        duration: 30,
        description: (
          <>
            <Hash name={t('player.fileHash')} value={sha256} />
            {sealedSha256 && <Hash name={t('player.sealedHash')} value={sealedSha256} />}
          </>
        ),
      }),
    onError: () => void message.error(t('player.failed')),
  });
  const offered = EXPORTED_AS.filter((as) => as !== 'evidence' || may(role, 'recording.evidence'));
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: offered.map((key) => ({ key, label: t(`player.${key}`) })),
        onClick: ({ key }) => save.mutate(key as ExportedAs),
      }}
    >
      <Button size="small" icon={<DownloadOutlined />} loading={save.isPending}>
        {t(save.isPending ? 'player.exporting' : 'player.export')}
      </Button>
    </Dropdown>
  );
}

function Hash({ name, value }: { name: string; value: string }) {
  return (
    <Typography.Paragraph style={{ marginBlockEnd: 4 }}>
      <small>{name}</small>
      <Typography.Text copyable code style={{ display: 'block', wordBreak: 'break-all' }}>
        {value}
      </Typography.Text>
    </Typography.Paragraph>
  );
}

import { DownloadOutlined, PlusOutlined, UploadOutlined } from '@ant-design/icons';
import { Button, Flex, Input } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  readonly search: string;
  readonly onSearch: (text: string) => void;
  readonly manage: boolean;
  /** Where the list as a table is to be had. */
  readonly table: string;
  readonly onOpen: (form: 'add' | 'import') => void;
  /** What else narrows the list. */
  readonly children?: ReactNode;
}

/** Above a list of numbers: what narrows it, and, for who manages it, how numbers come in and go out. */
export function ListBar({ search, onSearch, manage, table, onOpen, children }: Props) {
  const { t } = useTranslation('outbound');
  return (
    <Flex gap={12} wrap align="center" justify="space-between">
      <Flex gap={12} wrap align="center">
        {children}
        <Input.Search
          allowClear
          placeholder={search}
          aria-label={search}
          onSearch={(text) => onSearch(text.trim())}
          style={{ width: 240 }}
        />
      </Flex>
      {manage && (
        <Flex gap={8} wrap>
          <Button icon={<DownloadOutlined />} href={table} download>
            {t('list.export')}
          </Button>
          <Button icon={<UploadOutlined />} onClick={() => onOpen('import')}>
            {t('list.import')}
          </Button>
          <Button type="primary" icon={<PlusOutlined />} onClick={() => onOpen('add')}>
            {t('list.add')}
          </Button>
        </Flex>
      )}
    </Flex>
  );
}

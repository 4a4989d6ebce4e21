import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, ConfigProvider, Flex, Form } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  readonly name: (string | number)[];
  readonly add: string;
  readonly begin: unknown;
  readonly most: number;
  readonly disabled?: boolean;
  readonly children: (at: number) => ReactNode;
}

/** Parts of a form one below the other, of which there may be none. `children` draws the one at a place of the list. */
export function PartList({ name, add, begin, most, disabled = false, children }: Props) {
  const { t } = useTranslation('frame');
  const { componentDisabled: fixed } = ConfigProvider.useConfig();
  return (
    <Form.List name={name}>
      {(fields, list) => (
        <>
          {fields.map((field) => (
            <Flex
              key={field.key}
              gap={12}
              align="flex-start"
              style={{
                borderInlineStart: '2px solid var(--ant-color-border)',
                paddingInlineStart: 12,
                marginBlockEnd: 12,
              }}
            >
              <Flex wrap gap="0 16px" style={{ flex: 1, minWidth: 0 }}>
                {children(field.name)}
              </Flex>
              {!fixed && (
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={t('action.remove')}
                  onClick={() => list.remove(field.name)}
                />
              )}
            </Flex>
          ))}
          {!fixed && fields.length < most && (
            <Button type="dashed" icon={<PlusOutlined />} disabled={disabled} onClick={() => list.add(begin)}>
              {add}
            </Button>
          )}
        </>
      )}
    </Form.List>
  );
}

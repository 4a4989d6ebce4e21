import { useTitle } from '@sibai/ui';
import { Flex, Typography } from 'antd';
import type { ReactNode } from 'react';

interface Props {
  readonly title: string;
  /** One sentence on what the page is for. */
  readonly lead?: ReactNode;
  readonly extra?: ReactNode;
  readonly children: ReactNode;
}

/** A page of the menu: its name, its purpose, what can be done, and the content. */
export function Page({ title, lead, extra, children }: Props) {
  useTitle(title);
  return (
    <>
      <Flex wrap justify="space-between" align="flex-start" gap={12} style={{ marginBlockEnd: 16 }}>
        <div style={{ minWidth: 0 }}>
          <Typography.Title level={1} style={{ fontSize: 22, margin: 0 }}>
            {title}
          </Typography.Title>
          {lead && <Typography.Text type="secondary">{lead}</Typography.Text>}
        </div>
        {extra && (
          <Flex wrap gap={8}>
            {extra}
          </Flex>
        )}
      </Flex>
      {children}
    </>
  );
}

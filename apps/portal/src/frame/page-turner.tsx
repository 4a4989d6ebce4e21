import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import { Button, Flex } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** An infinite query of pages that say where the next one begins. */
export interface Pages<P extends { readonly next: unknown }> {
  readonly data: { readonly pages: readonly P[] } | undefined;
  readonly isFetchingNextPage: boolean;
  readonly fetchNextPage: () => Promise<unknown>;
}

/** One page at a time of a list that only knows how to go on; `turner` is its foot. */
export function usePageTurner<P extends { readonly next: unknown }>(query: Pages<P>) {
  const [at, setAt] = useState(0);
  const pages = query.data?.pages ?? [];
  const page = pages[Math.min(at, pages.length - 1)];
  const forward = async (): Promise<void> => {
    if (at + 1 >= pages.length) await query.fetchNextPage();
    setAt(at + 1);
  };
  const turner = (
    <Turner
      at={at}
      last={!page || page.next === null}
      busy={query.isFetchingNextPage}
      onBack={() => setAt(at - 1)}
      onForward={() => void forward()}
    />
  );
  return { page, turner };
}

interface TurnerProps {
  readonly at: number;
  readonly last: boolean;
  readonly busy: boolean;
  readonly onBack: () => void;
  readonly onForward: () => void;
}

function Turner({ at, last, busy, onBack, onForward }: TurnerProps) {
  const { t } = useTranslation('frame');
  return (
    <Flex align="center" justify="flex-end" gap={8} style={{ padding: 12 }}>
      <Button icon={<LeftOutlined />} disabled={at === 0} onClick={onBack}>
        {t('turner.previous')}
      </Button>
      <span className="tabular">{t('turner.page', { page: at + 1 })}</span>
      <Button icon={<RightOutlined />} iconPlacement="end" disabled={last} loading={busy} onClick={onForward}>
        {t('turner.next')}
      </Button>
    </Flex>
  );
}

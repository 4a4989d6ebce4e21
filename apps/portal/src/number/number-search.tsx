import { SearchOutlined } from '@ant-design/icons';
import type { NumberCard, NumberPage } from '@sibai/contracts';
import { Failure, language } from '@sibai/ui';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Alert, Button, Input, type InputRef, Skeleton, Tag } from 'antd';
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import styles from './number.module.css';
import { NumberRow, type RowAct } from './number-row';
import { found, NO_WISH, paramsOf, type Wish } from './numbers';
import { SearchFilters } from './search-filters';

const IDEAS = ['888', '1314', '168', '金融', '400-8?8-??66', '*520'] as const;
const PAUSE_MS = 120;

interface Props {
  readonly wish: Wish;
  readonly onWish: (wish: Wish) => void;
  /** What the button of a row does; absent: numbers are only shown. */
  readonly onAct?: (card: NumberCard, act: RowAct) => void;
  /** The number whose button is at work. */
  readonly busy?: string | null;
  /** Without filters, and with so few rows, for a page that is about something else. */
  readonly brief?: number;
  readonly autoFocus?: boolean;
}

/** The one box that understands digits, wildcards, words and mobile numbers, and what it finds while typing. */
export function NumberSearch({ wish, onWish, onAct, busy = null, brief, autoFocus = false }: Props) {
  const { t } = useTranslation('number');
  const [typed, setTyped] = useTyped(wish.q, (q) => onWish({ ...wish, q }));
  const query = useInfiniteQuery({ ...found(wish, brief ?? 20), placeholderData: keepPreviousData });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const list = useId();
  const [active, setActive] = useState(-1);
  const at = Math.min(active, items.length - 1);
  const box = useRef<InputRef>(null);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const next = Math.max(-1, Math.min(items.length - 1, at + (event.key === 'ArrowDown' ? 1 : -1)));
      setActive(next);
      document.getElementById(`${list}-${next}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') {
      const card = items[at];
      if (card && !card.mine && onAct) onAct(card, card.state === 'free' ? 'hold' : 'wait');
    } else if (event.key === 'Escape') setActive(-1);
  };
  const type = (q: string): void => {
    setTyped(q);
    setActive(-1);
  };

  return (
    <section role="search" aria-label={t('search.label')}>
      <Input
        ref={box}
        className={styles.box ?? ''}
        size="large"
        allowClear
        autoFocus={autoFocus}
        prefix={<SearchOutlined />}
        value={typed}
        onChange={({ target }) => type(target.value)}
        onKeyDown={onKeyDown}
        placeholder={t('search.placeholder')}
        maxLength={60}
        role="combobox"
        aria-label={t('search.label')}
        aria-expanded={items.length > 0}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={at >= 0 ? `${list}-${at}` : undefined}
        enterKeyHint="search"
      />
      <Hints page={query.data?.pages[0]} onIdea={(q) => type(q)} idle={typed === ''} brief={brief !== undefined} />
      {brief === undefined && <SearchFilters wish={wish} onChange={onWish} />}
      <div className={styles.results} aria-busy={query.isFetching}>
        {query.isError && !query.data ? (
          <Failure error={query.error} onRetry={() => void query.refetch()} />
        ) : query.isPending ? (
          <Skeleton active paragraph={{ rows: 6 }} className={styles.waiting ?? ''} />
        ) : items.length === 0 ? (
          <Empty wish={wish} onWish={onWish} page={query.data?.pages[0]} />
        ) : (
          <ul
            id={list}
            className={styles.list}
            role="listbox"
            aria-label={t('search.results')}
            data-stale={query.isPlaceholderData}
          >
            {items.map((card, i) => (
              <NumberRow
                key={card.number}
                id={`${list}-${i}`}
                card={card}
                active={i === at}
                busy={busy === card.number}
                onAct={onAct}
              />
            ))}
          </ul>
        )}
        {query.data?.pages[0]?.complete === false && <p className={styles.note}>{t('search.reading')}</p>}
        {brief === undefined && items.length > 0 && (
          <More more={query.hasNextPage} loading={query.isFetchingNextPage} load={() => void query.fetchNextPage()} />
        )}
      </div>
    </section>
  );
}

/** What stands in the box, told on after a short pause; a wish that changes from outside shows in the box. */
function useTyped(q: string, tell: (q: string) => void): [string, (typed: string) => void] {
  const [typed, setTyped] = useState(q);
  const [told, setTold] = useState(q);
  if (q !== told) {
    setTold(q);
    setTyped(q);
  }
  const settled = useDeferredValue(typed);
  useEffect(() => {
    if (settled === told) return;
    const timer = setTimeout(() => {
      setTold(settled);
      tell(settled);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  });
  return [typed, setTyped];
}

interface HintsProps {
  readonly page: NumberPage | undefined;
  readonly onIdea: (q: string) => void;
  readonly idle: boolean;
  readonly brief: boolean;
}

/** How the text was read; before anything is typed, what might be. */
function Hints({ page, onIdea, idle, brief }: HintsProps) {
  const { t } = useTranslation('number');
  const inChinese = language() === 'zh-CN';
  if (idle)
    return (
      <div className={styles.hints}>
        <span>{t('search.try')}</span>
        {IDEAS.map((idea) => (
          <Button key={idea} size="small" shape="round" onClick={() => onIdea(idea)}>
            {idea}
          </Button>
        ))}
        {!brief && <small>{t('search.hint')}</small>}
      </div>
    );
  const understood = page?.understood ?? [];
  const problems = page?.problems ?? [];
  return (
    <div className={styles.hints} aria-live="polite">
      {understood.length > 0 && problems.length === 0 && (
        <>
          <span>{t('search.understood')}</span>
          {understood.map(({ text, kind, zh, en }, i) => (
            <Tag key={`${kind} ${i}`} color={kind === 'unknown' ? 'warning' : 'processing'}>
              {text ? `${text} · ` : ''}
              {inChinese ? zh : en}
            </Tag>
          ))}
        </>
      )}
      {problems.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={`${t('search.problem')}${problems.map(({ zh, en }) => (inChinese ? zh : en)).join('；')}`}
        />
      )}
    </div>
  );
}

function Empty({ wish, onWish, page }: { wish: Wish; onWish: (wish: Wish) => void; page: NumberPage | undefined }) {
  const { t } = useTranslation('number');
  const filtered = paramsOf({ ...wish, q: '' }).size > 0;
  const tail = wish.q.replace(/\D/g, '').slice(-4);
  return (
    <div className={styles.empty}>
      {!page?.problems.length && <strong>{t('search.empty')}</strong>}
      <span>{t('search.emptyHint')}</span>
      {filtered && (
        <Button size="small" shape="round" onClick={() => onWish({ ...NO_WISH, q: wish.q })}>
          {t('search.withoutFilters')}
        </Button>
      )}
      {[...(tail.length >= 2 ? [`*${tail}`, `*${tail.slice(-2)}`] : []), ...IDEAS.slice(0, 3)].map((idea) => (
        <Button key={idea} size="small" shape="round" onClick={() => onWish({ ...wish, q: idea })}>
          {idea}
        </Button>
      ))}
    </div>
  );
}

/** Loads the next page when it comes into sight, or by its button. */
function More({ more, loading, load }: { more: boolean; loading: boolean; load: () => void }) {
  const { t } = useTranslation('number');
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!more || loading || !end.current) return;
    const watcher = new IntersectionObserver(([entry]) => entry?.isIntersecting && load(), { rootMargin: '200px' });
    watcher.observe(end.current);
    return () => watcher.disconnect();
  }, [more, loading, load]);
  return (
    <div ref={end} className={styles.more}>
      {more ? (
        <Button loading={loading} onClick={load}>
          {t('search.more')}
        </Button>
      ) : (
        <small>{t('search.end')}</small>
      )}
    </div>
  );
}

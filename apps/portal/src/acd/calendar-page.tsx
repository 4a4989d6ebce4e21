import { type CalendarDay, type CalendarYear, may } from '@sibai/contracts';
import { DAY_KINDS, dateAfter } from '@sibai/ivr';
import { Failure, Loading, Refused, useSignedIn } from '@sibai/ui';
import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Card, Flex, Input, Modal, Radio, Segmented, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Page } from '../frame/page';
import styles from './acd.module.css';
import { calendarYear, useSetDay } from './calendar';

const YEARS = [2025, 2026, 2027];
const thisYear = (): number => Number(new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 4));

/** Holidays and the weekend days worked for them: what was announced, and where the enterprise departs from it. */
export function CalendarPage() {
  const { t } = useTranslation('acd');
  const { t: frame } = useTranslation('frame');
  const [year, setYear] = useState(Math.max(2025, thisYear()));
  const [date, setDate] = useState<string | null>(null);
  const manage = may(useSignedIn().user.role, 'group.manage');
  const query = useQuery(calendarYear(year));
  const years = [...new Set([...YEARS, thisYear()])].sort();
  return (
    <Page
      title={frame('page.calendar')}
      lead={t('calendar.lead')}
      extra={<Segmented aria-label={t('calendar.year')} options={years} value={year} onChange={setYear} />}
    >
      {query.isPending && <Loading />}
      {query.isError && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && (
        <Flex vertical gap={16}>
          <Alert
            showIcon
            type={query.data.notice ? 'info' : 'warning'}
            title={
              query.data.notice ? t('calendar.notice', { year, ...query.data.notice }) : t('calendar.none', { year })
            }
            description={
              <Flex wrap gap="4px 16px">
                <span>{t('calendar.legend.holiday')}</span>
                <span>{t('calendar.legend.workday')}</span>
                <span>{t('calendar.legend.own')}</span>
              </Flex>
            }
          />
          <Card>
            <div className={styles.year}>
              {Array.from({ length: 12 }, (_, month) => (
                <Month key={month} year={query.data} month={month} manage={manage} onPick={setDate} />
              ))}
            </div>
          </Card>
        </Flex>
      )}
      {date !== null && query.data && (
        <DayForm
          key={date}
          date={date}
          day={query.data.days.find((each) => each.date === date)}
          onClose={() => setDate(null)}
        />
      )}
    </Page>
  );
}

interface MonthProps {
  readonly year: CalendarYear;
  readonly month: number;
  readonly manage: boolean;
  readonly onPick: (date: string) => void;
}

function Month({ year: { year, days }, month, manage, onPick }: MonthProps) {
  const { t, i18n } = useTranslation('acd');
  const first = `${year}-${String(month + 1).padStart(2, '0')}-01`;
  const dates: string[] = [];
  for (let date = first; date.slice(0, 7) === first.slice(0, 7); date = dateAfter(date)) dates.push(date);
  const weekday = (date: string): number => (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
  const name = new Date(`${first}T00:00:00Z`).toLocaleDateString(i18n.language, { month: 'long', timeZone: 'UTC' });
  return (
    <section className={styles.month} aria-label={name}>
      <h3>{name}</h3>
      <div className={styles.days}>
        {(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const).map((day) => (
          <span key={day}>{t(`calendar.weekday.${day}`)}</span>
        ))}
        {dates.map((date, at) => {
          const day = days.find((each) => each.date === date);
          const column = at === 0 ? { gridColumnStart: weekday(date) + 1 } : undefined;
          return (
            <button
              key={date}
              type="button"
              className={styles.day}
              style={column}
              disabled={!manage}
              title={day ? `${day.name} · ${t(`calendar.kind.${day.kind}`)}` : undefined}
              aria-label={day ? `${date} ${day.name} ${t(`calendar.kind.${day.kind}`)}` : date}
              data-kind={day?.kind}
              data-own={day?.source === 'own' || undefined}
              data-weekend={weekday(date) > 4 || undefined}
              onClick={() => onPick(date)}
            >
              {Number(date.slice(8))}
              {day && day.kind !== 'ordinary' && <small>{t(`calendar.mark.${day.kind}`)}</small>}
            </button>
          );
        })}
      </div>
    </section>
  );
}

interface DayProps {
  readonly date: string;
  readonly day: CalendarDay | undefined;
  readonly onClose: () => void;
}

function DayForm({ date, day, onClose }: DayProps) {
  const { t } = useTranslation('acd');
  const { t: frame } = useTranslation('frame');
  const { message } = App.useApp();
  const set = useSetDay(date);
  const [kind, setKind] = useState<CalendarDay['kind']>(day?.kind ?? 'holiday');
  const [name, setName] = useState(day?.name ?? '');
  const send = (body: { kind: CalendarDay['kind']; name: string } | null): void =>
    set.mutate(body, {
      onSuccess: () => {
        void message.success(frame('saved'));
        onClose();
      },
    });
  return (
    <Modal
      open
      title={t('calendar.set', { date })}
      onCancel={onClose}
      mask={{ closable: false }}
      footer={
        <Flex justify="space-between" gap={8} wrap>
          {day?.source === 'own' ? (
            <Button onClick={() => send(null)} loading={set.isPending}>
              {t('calendar.reset')}
            </Button>
          ) : (
            <span />
          )}
          <Flex gap={8}>
            <Button onClick={onClose}>{frame('action.cancel')}</Button>
            <Button
              type="primary"
              loading={set.isPending}
              disabled={name.trim() === ''}
              onClick={() => send({ kind, name: name.trim() })}
            >
              {frame('action.save')}
            </Button>
          </Flex>
        </Flex>
      }
    >
      <Refused error={set.error} />
      <Flex vertical gap={16}>
        <Radio.Group
          vertical
          value={kind}
          onChange={({ target }) => setKind(target.value as CalendarDay['kind'])}
          options={DAY_KINDS.map((value) => ({ value, label: t(`calendar.means.${value}`) }))}
        />
        <label>
          {t('calendar.name')}
          <Input
            autoFocus
            maxLength={20}
            value={name}
            placeholder={t('calendar.example')}
            onChange={({ target }) => setName(target.value)}
            onPressEnter={() => name.trim() !== '' && send({ kind, name: name.trim() })}
          />
        </label>
        <Typography.Text type="secondary">{t('calendar.effect')}</Typography.Text>
      </Flex>
    </Modal>
  );
}

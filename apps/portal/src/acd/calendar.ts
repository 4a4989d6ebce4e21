import { CalendarYear, type SetCalendarDay } from '@sibai/contracts';
import { call, json } from '@sibai/ui';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

export const calendarYear = (year: number) =>
  queryOptions({
    queryKey: ['calendar', year],
    queryFn: ({ signal }) => call(CalendarYear, `/calendar?year=${year}`, { signal }),
  });

/** Sets a day, or with null goes back to what was announced. */
export function useSetDay(date: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (day: SetCalendarDay | null) =>
      call(CalendarYear, `/calendar/${date}`, day ? json('PUT', day) : { method: 'DELETE' }),
    onSuccess: (year) => client.setQueryData(calendarYear(year.year).queryKey, year),
  });
}

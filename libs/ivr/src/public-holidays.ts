/** What the State Council has announced for a year: days off in a row, and the weekend days worked in exchange (调休). */
interface Break {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly worked: readonly string[];
}

export interface HolidayNotice {
  readonly year: number;
  /** The number of the notice of the General Office. */
  readonly no: string;
  readonly issued: string;
  readonly breaks: readonly Break[];
}

const off = (name: string, from: string, to: string, ...worked: string[]): Break => ({ name, from, to, worked });

/**
 * The notices there are, 国务院办公厅关于…年部分节假日安排的通知. A year is entered when its notice has been published,
 * which is about November of the year before; until then nobody knows its days off.
 */
export const HOLIDAY_NOTICES: readonly HolidayNotice[] = [
  {
    year: 2025,
    no: '国办发明电〔2024〕12号',
    issued: '2024-11-12',
    breaks: [
      off('元旦', '2025-01-01', '2025-01-01'),
      off('春节', '2025-01-28', '2025-02-04', '2025-01-26', '2025-02-08'),
      off('清明节', '2025-04-04', '2025-04-06'),
      off('劳动节', '2025-05-01', '2025-05-05', '2025-04-27'),
      off('端午节', '2025-05-31', '2025-06-02'),
      off('国庆节、中秋节', '2025-10-01', '2025-10-08', '2025-09-28', '2025-10-11'),
    ],
  },
  {
    year: 2026,
    no: '国办发明电〔2025〕7号',
    issued: '2025-11-04',
    breaks: [
      off('元旦', '2026-01-01', '2026-01-03', '2026-01-04'),
      off('春节', '2026-02-15', '2026-02-23', '2026-02-14', '2026-02-28'),
      off('清明节', '2026-04-04', '2026-04-06'),
      off('劳动节', '2026-05-01', '2026-05-05', '2026-05-09'),
      off('端午节', '2026-06-19', '2026-06-21'),
      off('中秋节', '2026-09-25', '2026-09-27'),
      off('国庆节', '2026-10-01', '2026-10-07', '2026-09-20', '2026-10-10'),
    ],
  },
];

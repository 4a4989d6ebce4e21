import { DomainError } from '@sibai/kernel';
import { CsvError, parse } from 'csv-parse/sync';

/** The cells of a table that somebody brings in the property `field` of a request. What is none is refused, with the line where it goes wrong. */
export function cellsOf(text: string, field: string, delimiter: string | string[] = ','): string[][] {
  try {
    return parse(text, {
      ...{ bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, trim: true },
      delimiter,
    });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const message = `line ${String(cause['lines'])}: no table from here`;
    throw new DomainError('request.invalid', { issues: [{ message, path: [field] }] }, { cause });
  }
}

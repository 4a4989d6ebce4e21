import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { TextDecoderStream } from 'node:stream/web';

import { parse } from 'csv-parse';

const HEAD_BYTES = 65_536;
/** A line longer than this is no line of a list of numbers. */
const MAX_LINE = 10_000;

export interface Line {
  readonly line: number;
  readonly cells: readonly string[];
}

/** The lines of a CSV file in batches, read as they are asked for. Excel in China writes GBK, everybody else UTF-8. */
export async function* linesOf(path: string, batch: number): AsyncGenerator<{ lines: Line[]; bytes: number }> {
  const file = createReadStream(path, { highWaterMark: 262_144 });
  const encoding = (await isUtf8(path)) ? 'utf-8' : 'gb18030';
  const text = encoding === 'utf-8' ? file : Readable.fromWeb(Readable.toWeb(file).pipeThrough(decoder(encoding)));
  const parser = parse({
    bom: true,
    info: true,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_LINE,
  });
  file.on('error', (error) => parser.destroy(error));
  text.pipe(parser);
  try {
    let lines: Line[] = [];
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      lines.push({ line: info.lines, cells: record });
      if (lines.length < batch) continue;
      yield { lines, bytes: file.bytesRead };
      lines = [];
    }
    yield { lines, bytes: file.bytesRead };
  } finally {
    file.destroy();
    parser.destroy();
  }
}

const decoder = (encoding: string) => new TextDecoderStream(encoding) as unknown as ReadableWritablePair;
type ReadableWritablePair = Parameters<ReturnType<typeof Readable.toWeb>['pipeThrough']>[0];

async function isUtf8(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    // `stream`: the last character of the piece may be cut.
    new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, bytesRead), { stream: true });
    return true;
  } catch {
    return false;
  } finally {
    await file.close();
  }
}

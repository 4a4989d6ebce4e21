import { crc32 } from 'node:zlib';

/** A part of an archive, whose size is known before it is read. */
export interface ZipPart {
  readonly name: string;
  readonly size: number;
  readonly at: Date;
  read(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** Without zip64 an archive ends here, its directory included. */
export const ZIP_LIMIT = 0xffff_ffff - 0x400_0000;
/** Names in UTF-8; checksum and sizes follow the content. */
const FLAGS = 0x0808;
const VERSION = 20;

/**
 * A zip archive, uncompressed, as it is made: sound compresses badly, and nothing of it has to be held in memory or laid
 * down on a disk. PKWARE APPNOTE 6.3, 4.3 and 4.4.
 */
export async function* zipStream(parts: Iterable<ZipPart>): AsyncGenerator<Buffer> {
  const directory: Buffer[] = [];
  let at = 0;
  for (const part of parts) {
    const name = Buffer.from(part.name);
    const [time, date] = dosTime(part.at);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(VERSION, 4);
    local.writeUInt16LE(FLAGS, 6);
    local.writeUInt16LE(time, 10);
    local.writeUInt16LE(date, 12);
    local.writeUInt16LE(name.length, 26);
    yield Buffer.concat([local, name]);

    let crc = 0;
    let size = 0;
    for await (const bytes of part.read()) {
      crc = crc32(bytes, crc);
      size += bytes.length;
      yield Buffer.from(bytes);
    }
    if (size !== part.size) throw new Error(`${part.name} has ${size} bytes instead of ${part.size}`);
    const after = Buffer.alloc(16);
    after.writeUInt32LE(0x08074b50, 0);
    for (const [i, value] of [crc, size, size].entries()) after.writeUInt32LE(value, 4 + 4 * i);
    yield after;

    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(VERSION, 4);
    local.copy(entry, 6, 4, 14);
    for (const [i, value] of [crc, size, size].entries()) entry.writeUInt32LE(value, 16 + 4 * i);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(at, 42);
    directory.push(entry, name);
    at += local.length + name.length + size + after.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(directory.length / 2, 8);
  end.writeUInt16LE(directory.length / 2, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(at, 16);
  yield Buffer.concat([entries, end]);
}

/** In China's time, as whoever opens the archive reads it. */
function dosTime(at: Date): [time: number, date: number] {
  const local = new Date(at.getTime() + 8 * 3_600_000);
  return [
    (local.getUTCHours() << 11) | (local.getUTCMinutes() << 5) | (local.getUTCSeconds() >> 1),
    ((local.getUTCFullYear() - 1980) << 9) | ((local.getUTCMonth() + 1) << 5) | local.getUTCDate(),
  ];
}

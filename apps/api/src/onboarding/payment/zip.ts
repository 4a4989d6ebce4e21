import { inflateRawSync } from 'node:zlib';

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const MAX_BYTES = 256 * 1024 * 1024;

/** The files of a zip archive, by the list at its end; names as they are in it. Throws for what is none. */
export function unzip(archive: Buffer): { readonly name: Buffer; readonly bytes: Buffer }[] {
  let end = archive.length - 22;
  while (end >= 0 && archive.readUInt32LE(end) !== END) end--;
  if (end < 0) throw new Error('no zip archive');
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  return Array.from({ length: count }, () => {
    if (archive.readUInt32LE(at) !== ENTRY) throw new Error('a damaged zip archive');
    const method = archive.readUInt16LE(at + 10);
    const packed = archive.readUInt32LE(at + 20);
    const [name, extra, comment] = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const local = archive.readUInt32LE(at + 42);
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const body = archive.subarray(start, start + packed);
    const file = {
      name: archive.subarray(at + 46, at + 46 + name),
      bytes: method === 0 ? body : inflateRawSync(body, { maxOutputLength: MAX_BYTES }),
    };
    at += 46 + name + extra + comment;
    return file;
  });
}

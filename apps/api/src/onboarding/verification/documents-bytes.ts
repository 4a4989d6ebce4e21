/**
 * What no decoder of pictures looks at: whether the file is something else as well. Re-encoding leaves nothing of it,
 * but who sends such a file means no good, and the reviewer should not be the one to find out.
 */
const MARKUP = /<(?:script|html|svg|iframe|body|!doctype|\?php|\?xml-stylesheet)[\s>/]/i;
/** PDF readers look for the header in the first kilobyte, wherever it stands there. */
const PDF_HEADER_WITHIN = 1024;
/** An archive ends with its directory, and a comment of at most this length behind it. */
const ZIP_COMMENT = 65_557;

/** Whether a picture is a PDF, an archive, a web page or a program at the same time. */
export function carriesAnotherFile(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return (
    buffer.subarray(0, PDF_HEADER_WITHIN).includes('%PDF-') ||
    buffer.subarray(-ZIP_COMMENT).includes('PK\x05\x06', 0, 'latin1') ||
    MARKUP.test(buffer.toString('latin1'))
  );
}

/** Whether a PNG moves (APNG), which its first frame alone does not tell. */
export function hasFrames(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (buffer.readUInt32BE(0) !== 0x89504e47) return false;
  for (let at = 8; at + 8 <= buffer.length;) {
    const type = buffer.toString('latin1', at + 4, at + 8);
    if (type === 'acTL') return true;
    if (type === 'IDAT' || type === 'IEND') return false;
    at += 12 + buffer.readUInt32BE(at);
  }
  return false;
}

import {
  PDFArray,
  type PDFContext,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFNumber,
  PDFRef,
  PDFString,
} from 'pdf-lib';

import { addPages } from './compose.js';
import type { PdfDocument, SignatureField } from './document.js';

/**
 * Adds pages to a finished file as an incremental update: its first bytes stay those of `base`, so whoever cuts the file
 * there has again the document as it was. With `field`, the last page carries the place of a signature, and nothing more
 * is to be added but that.
 */
export async function append(base: Uint8Array, document: PdfDocument, field?: SignatureField): Promise<Uint8Array> {
  const pdf = await PDFDocument.load(base, { updateMetadata: false });
  const { context } = pdf;
  const last = context.largestObjectNumber;
  const pages = await addPages(pdf, document);
  const changed = new Set([pdf.catalog.get(PDFName.of('Pages')) as PDFRef]);
  const page = pages.at(-1);
  if (field && page) {
    addField(context, pdf.catalog, page.ref, page.node, field);
    changed.add(context.trailerInfo.Root as PDFRef);
  }
  await pdf.flush();
  return Buffer.concat([base, update(base, context, (ref) => ref.objectNumber > last || changed.has(ref))]);
}

function addField(context: PDFContext, catalog: PDFDict, pageRef: PDFRef, page: PDFDict, field: SignatureField): void {
  const signature = context.register(
    context.obj({
      Type: 'Sig',
      Filter: 'Adobe.PPKLite',
      SubFilter: 'ETSI.CAdES.detached',
      // Wide enough for any place in any file; found again, and filled in, by the signer.
      ByteRange: [0, PDFName.of('**********'), PDFName.of('**********'), PDFName.of('**********')],
      Contents: PDFHexString.of('0'.repeat(2 * field.room)),
      Name: PDFHexString.fromText(field.name),
      Reason: PDFHexString.fromText(field.reason),
      Location: PDFHexString.fromText(field.location),
      M: PDFString.fromDate(field.at),
    }),
  );
  const widget = context.register(
    context.obj({
      Type: 'Annot',
      Subtype: 'Widget',
      FT: 'Sig',
      T: PDFString.of(field.field),
      Rect: [0, 0, 0, 0],
      // Printed and locked: what is seen of it is drawn on the page.
      F: 132,
      P: pageRef,
      V: signature,
    }),
  );
  const annotations = page.lookupMaybe(PDFName.of('Annots'), PDFArray);
  if (annotations) annotations.push(widget);
  else page.set(PDFName.of('Annots'), context.obj([widget]));
  // Signatures exist, and the file may only be appended to.
  catalog.set(PDFName.of('AcroForm'), context.obj({ SigFlags: 3, Fields: [widget] }));
}

/** The section to be put behind `base`: its objects, where they are, and where those of `base` are. */
function update(base: Uint8Array, context: PDFContext, belongs: (ref: PDFRef) => boolean): Buffer {
  const parts: Buffer[] = [];
  const places: { number: number; at: number }[] = [];
  let length = base.length;
  const write = (part: string | Buffer) => {
    const bytes = typeof part === 'string' ? Buffer.from(part, 'latin1') : part;
    parts.push(bytes);
    length += bytes.length;
  };
  write('\n');
  for (const [ref, object] of context.enumerateIndirectObjects()) {
    if (!belongs(ref)) continue;
    places.push({ number: ref.objectNumber, at: length });
    const bytes = Buffer.alloc(object.sizeInBytes());
    object.copyBytesInto(bytes, 0);
    write(`${ref.objectNumber} ${ref.generationNumber} obj\n`);
    write(bytes);
    write('\nendobj\n');
  }
  const table = length;
  write('xref\n');
  for (let from = 0; from < places.length;) {
    const start = places[from]?.number ?? 0;
    let to = from + 1;
    while (places[to]?.number === start + to - from) to++;
    write(`${start} ${to - from}\n`);
    for (const { at } of places.slice(from, to)) write(`${String(at).padStart(10, '0')} 00000 n \n`);
    from = to;
  }
  const { Root, Info } = context.trailerInfo;
  const trailer = context.obj({
    Size: PDFNumber.of(context.largestObjectNumber + 1),
    Prev: PDFNumber.of(previousTable(base)),
  }) as PDFDict;
  if (Root) trailer.set(PDFName.of('Root'), Root);
  if (Info) trailer.set(PDFName.of('Info'), Info);
  write(`trailer\n${trailer.toString()}\nstartxref\n${table}\n%%EOF`);
  return Buffer.concat(parts);
}

function previousTable(base: Uint8Array): number {
  const tail = Buffer.from(base.subarray(-1024)).toString('latin1');
  const at = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(tail)?.[1];
  if (at === undefined) throw new Error('the file has no end to be added to');
  return Number(at);
}

import type { Response } from 'express';

interface Answer {
  readonly mime: string;
  readonly name: string | null;
  readonly bytes: Uint8Array;
}

/** Answers a personal document: kept by nobody on the way, taken for nothing else than it is, under its own name. */
export function sendFile(response: Response, { mime, name, bytes }: Answer, as: 'inline' | 'attachment'): void {
  response.set({
    'Cache-Control': 'private, no-store',
    'Content-Disposition': `${as}; filename*=UTF-8''${encodeURIComponent(name ?? 'document')}`,
    'Content-Length': String(bytes.length),
    'Content-Type': mime,
    'Content-Security-Policy': `default-src 'none'; sandbox`,
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(bytes);
}

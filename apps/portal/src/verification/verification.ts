import {
  CodeSent,
  type ConfirmVerificationMobile,
  Refusal,
  type SaveVerification,
  Verification,
  VerificationStatus,
} from '@sibai/contracts';
import { ApiError, call, json } from '@sibai/ui';
import { queryOptions } from '@tanstack/react-query';

const READING_MS = 1500;
const WAITING_MS = 15_000;

/** Where the enterprise stands. Asked again while papers are being read, and now and then while reviewers are at it. */
export const verification = queryOptions({
  queryKey: ['verification'],
  queryFn: ({ signal }) => call(VerificationStatus, '/verification', { signal }),
  refetchInterval: ({ state }) => {
    const application = state.data?.application;
    const reading = application?.materials.some(({ reading: { state: at } }) => at === 'waiting' || at === 'running');
    if (reading) return READING_MS;
    return application?.state === 'submitted' ? WAITING_MS : false;
  },
});

const at = (id: string, rest = ''): string => `/verification/${id}${rest}`;

export const openVerification = () => call(Verification, '/verification', json('POST'));

export const saveVerification = (id: string, save: SaveVerification) => call(Verification, at(id), json('PATCH', save));

export const submitVerification = (id: string, version: number) =>
  call(Verification, at(id, '/submit'), json('POST', { version }));

export const withdrawVerification = (id: string) => call(Verification, at(id, '/withdraw'), json('POST'));

export const sendMobileCode = (id: string, mobile: string) => call(CodeSent, at(id, '/code'), json('POST', { mobile }));

export const confirmMobile = (id: string, confirm: ConfirmVerificationMobile) =>
  call(Verification, at(id, '/confirm'), json('POST', confirm));

export const removeMaterial = (id: string, materialId: string) =>
  call(Verification, at(id, `/materials/${materialId}`), { method: 'DELETE' });

export const pictureOf = (id: string, materialId: string): string =>
  `/api${at(id, `/materials/${materialId}/picture`)}`;

export const letterOf = (id: string, letter: 'authorisation' | 'commitment'): string =>
  `/api${at(id, `/letters/${letter}`)}`;

/** Sends a file and tells how much of it has gone: `fetch` cannot. */
export function uploadMaterial(
  id: string,
  kind: string,
  file: File,
  onProgress: (share: number) => void,
): Promise<Verification> {
  const form = new FormData();
  form.set('kind', kind);
  form.set('file', file);
  const request = new XMLHttpRequest();
  return new Promise((resolve, reject) => {
    request.open('POST', `/api${at(id, '/materials')}`);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(new ApiError(0, 'client.offline'));
    request.onload = () => {
      const body = parsed(request.responseText);
      const answer = Verification.safeParse(body);
      if (request.status < 300 && answer.success) return resolve(answer.data);
      const refusal = Refusal.safeParse(body);
      reject(
        refusal.success
          ? new ApiError(request.status, refusal.data.code, refusal.data.details)
          : new ApiError(request.status, 'client.unexpected'),
      );
    };
    request.send(form);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

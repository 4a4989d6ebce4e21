import {
  CameraOutlined,
  CheckCircleFilled,
  CloseCircleFilled,
  DeleteOutlined,
  FileTextOutlined,
  UploadOutlined,
  ZoomInOutlined,
} from '@ant-design/icons';
import { LICENCES, type LicenceCode } from '@sibai/compliance';
import type { VerificationMaterial } from '@sibai/contracts';
import { ApiError, language, useErrorText } from '@sibai/ui';
import { App, Button, Progress } from 'antd';
import { type DragEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useFilling } from './draft-context';
import { reasonText } from './findings';
import { PictureModal } from './picture-modal';
import { pictureOf, removeMaterial, uploadMaterial } from './verification';
import styles from './verification.module.css';

const ACCEPT = 'image/jpeg,image/png,image/webp,application/pdf';
const MAX_BYTES = 10 * 1024 * 1024;

export function useMaterialName(): (kind: string) => string {
  const { t } = useTranslation('verification');
  return (kind) => {
    if (!kind.startsWith('licence:')) return t(`material.${kind as 'commitment'}`);
    const licence = LICENCES[kind.slice('licence:'.length) as LicenceCode];
    return language() === 'en' ? licence.en : licence.zh;
  };
}

/** Where one paper is put: chosen, dropped or photographed; then shown with what was read on it. */
export function MaterialCard({ kind }: { kind: string }) {
  const { t } = useTranslation('verification');
  const name = useMaterialName()(kind);
  const { server, draft, insistent } = useFilling();
  const { modal, message } = App.useApp();
  const errorText = useErrorText();
  const material = server.materials.find((each) => each.kind === kind);
  const [sent, setSent] = useState<number | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [over, setOver] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const refusal = useRefusal(failure);
  const reasons =
    server.state === 'returned' ? server.reasons.filter(({ field }) => field === `materials.${kind}`) : [];

  const take = async (file: File | undefined): Promise<void> => {
    if (!file || sent !== null) return;
    if (file.size > MAX_BYTES) {
      setFailure(new ApiError(422, 'verification.document_refused', { reason: 'too_large' }));
      return;
    }
    setFailure(null);
    setSent(0);
    try {
      draft.accept(await uploadMaterial(server.id, kind, file, setSent));
    } catch (error) {
      setFailure(error);
    } finally {
      setSent(null);
    }
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };
  const remove = (id: string): void => {
    void modal.confirm({
      title: t('upload.removeAsk'),
      content: t('upload.removeHint'),
      okText: t('upload.remove'),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          draft.accept(await removeMaterial(server.id, id));
        } catch (error) {
          void message.error(errorText(error), 6);
        }
      },
    });
  };

  const state = refusal || reasons.length > 0 ? 'refused' : material ? 'there' : insistent ? 'missing' : 'empty';
  return (
    <section
      className={styles.material}
      data-state={state}
      data-over={over}
      data-field={`materials.${kind}`}
      aria-label={name}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <header>
        <strong>{name}</strong>
        {material && !refusal && <MaterialTag material={material} />}
      </header>
      {material ? <Thumbnail material={material} /> : <Placeholder />}
      {reasons.map(({ code, remark }) => (
        <p key={code} className={styles.reason}>
          <b>{t('returnedTag')}</b> {reasonText(code)}
          {remark && `：${remark}`}
        </p>
      ))}
      {refusal && (
        <p className={styles.reason} role="alert">
          <CloseCircleFilled /> {refusal}
        </p>
      )}
      {sent !== null ? (
        <div className={styles.sending} role="status">
          <Progress percent={Math.round(sent * 100)} size="small" showInfo={false} status="active" />
          {sent < 1 ? t('upload.uploading', { percent: Math.round(sent * 100) }) : t('upload.checking')}
        </div>
      ) : (
        <footer>
          <Button
            size="small"
            type={material ? 'default' : 'primary'}
            ghost={!material}
            icon={<UploadOutlined />}
            onClick={() => chooser.current?.click()}
          >
            {material ? t('upload.replace') : t('upload.choose')}
          </Button>
          <Button
            size="small"
            className={styles.camera ?? ''}
            icon={<CameraOutlined />}
            onClick={() => camera.current?.click()}
          >
            {t('upload.camera')}
          </Button>
          {material && (
            <Button
              size="small"
              type="text"
              icon={<DeleteOutlined />}
              aria-label={`${t('upload.remove')} ${name}`}
              onClick={() => remove(material.id)}
            />
          )}
          {!material && <small>{t('upload.drop')}</small>}
        </footer>
      )}
      <input
        ref={chooser}
        type="file"
        hidden
        accept={ACCEPT}
        aria-label={name}
        onChange={(e) => void take(picked(e.target))}
      />
      <input
        ref={camera}
        type="file"
        hidden
        accept="image/*"
        capture="environment"
        onChange={(e) => void take(picked(e.target))}
      />
    </section>
  );
}

/** The chosen file; the same one may be chosen again afterwards. */
function picked(input: HTMLInputElement): File | undefined {
  const file = input.files?.[0];
  input.value = '';
  return file;
}

function useRefusal(error: unknown): string | null {
  const { t } = useTranslation('verification');
  const errorText = useErrorText();
  if (error === null) return null;
  const reason = error instanceof ApiError ? error.details['reason'] : undefined;
  return typeof reason === 'string' ? t(`refused.${reason as 'broken'}`) : errorText(error);
}

function Placeholder() {
  const { t } = useTranslation('verification');
  return (
    <div className={styles.placeholder} aria-hidden>
      <FileTextOutlined />
      <small>{t('upload.rules')}</small>
    </div>
  );
}

function MaterialTag({ material: { reading } }: { material: VerificationMaterial }) {
  const { t } = useTranslation('verification');
  const { state, progress, fields, fault } = reading;
  if (state === 'waiting') return <small role="status">{t('reading.waiting')}</small>;
  if (state === 'running')
    return <small role="status">{t('reading.running', { percent: Math.round(progress * 100) })}</small>;
  if (state === 'failed' || fault)
    return <small data-tone="warn">{fault === 'other_side' ? t('reading.other_side') : t('reading.nothing')}</small>;
  return (
    <small data-tone="good">
      <CheckCircleFilled /> {state === 'done' && t('reading.done', { count: Object.keys(fields).length })}
    </small>
  );
}

function Thumbnail({ material }: { material: VerificationMaterial }) {
  const { t } = useTranslation('verification');
  const { server } = useFilling();
  const [open, setOpen] = useState(false);
  const name = useMaterialName()(material.kind);
  const src = pictureOf(server.id, material.id);
  return (
    <>
      <button
        type="button"
        className={styles.thumbnail}
        onClick={() => setOpen(true)}
        aria-label={`${t('upload.view')} ${name}`}
      >
        <img src={src} alt={name} loading="lazy" />
        <span>
          <ZoomInOutlined />{' '}
          {material.pages.length > 1 ? t('upload.pages', { n: material.pages.length }) : t('upload.view')}
        </span>
      </button>
      <PictureModal open={open} title={name} src={src} pages={material.pages} onClose={() => setOpen(false)} />
    </>
  );
}

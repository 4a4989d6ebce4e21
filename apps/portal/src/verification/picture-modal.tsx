import { Modal } from 'antd';

import { PictureViewer, type PageArea } from './picture-viewer';

interface Props {
  readonly open: boolean;
  readonly title: string;
  readonly src: string;
  readonly pages: readonly PageArea[];
  readonly onClose: () => void;
}

export function PictureModal({ open, title, src, pages, onClose }: Props) {
  return (
    <Modal open={open} title={title} footer={null} width="min(960px, 94vw)" onCancel={onClose} destroyOnHidden>
      <PictureViewer src={src} pages={pages} alt={title} height="70vh" />
    </Modal>
  );
}

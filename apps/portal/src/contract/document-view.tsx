import { DownloadOutlined } from '@ant-design/icons';
import type { Contract } from '@sibai/contracts';
import { Button, Image } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import styles from './contract.module.css';
import { pagePath, pdfPath } from './contracts';

/** The document page by page as pictures, which every browser shows at any width. */
export function DocumentView({ contract }: { contract: Contract }) {
  const { t } = useTranslation('contract');
  return (
    <section className={styles.document} aria-label={t('document.title')}>
      <header>
        <div>
          <strong>{t('document.title')}</strong>
          <span>
            {contract.no} · {t('document.pages', { pages: contract.pages })}
          </span>
        </div>
        <Button icon={<DownloadOutlined />} href={pdfPath(contract.id)}>
          {t('document.download')}
        </Button>
      </header>
      <div className={styles.pages} tabIndex={0}>
        {/* A page opens large at a tap: on a telephone its text is small. */}
        <Image.PreviewGroup>
          {Array.from({ length: contract.pages }, (_, at) => (
            <PageImage key={pagePath(contract, at + 1)} src={pagePath(contract, at + 1)} page={at + 1} />
          ))}
        </Image.PreviewGroup>
      </div>
    </section>
  );
}

function PageImage({ src, page }: { src: string; page: number }) {
  const { t } = useTranslation('contract');
  const [failed, setFailed] = useState(false);
  if (failed) return <p role="alert">{t('document.failed')}</p>;
  return (
    <Image
      src={src}
      alt={t('document.page', { page })}
      loading={page > 2 ? 'lazy' : 'eager'}
      onError={() => setFailed(true)}
    />
  );
}

import {
  LeftOutlined,
  RedoOutlined,
  RightOutlined,
  UndoOutlined,
  ZoomInOutlined,
  ZoomOutOutlined,
} from '@ant-design/icons';
import { Button } from 'antd';
import { type PointerEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import styles from './picture.module.css';

/** Where a page lies in a picture of several, which stand one below the other. */
export interface PageArea {
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Props {
  readonly src: string;
  readonly alt: string;
  readonly pages: readonly PageArea[];
  readonly height: string;
}

const ZOOMS = [1, 1.5, 2, 3, 4, 6];

/** A document to be looked at closely: enlarged by buttons or the wheel, moved by hand, turned, page by page. */
export function PictureViewer({ src, alt, pages, height }: Props) {
  const { t } = useTranslation('verification');
  const [zoom, setZoom] = useState(1);
  const [turns, setTurns] = useState(0);
  const [page, setPage] = useState(0);
  const [offset, setOffset] = useState({ x: 0, y: 0 });
  const grip = useRef<{ x: number; y: number } | null>(null);

  const step = (by: 1 | -1): void => {
    const at = ZOOMS.findIndex((each) => each >= zoom);
    const next = ZOOMS[Math.min(ZOOMS.length - 1, Math.max(0, at + by))] ?? 1;
    setZoom(next);
    if (next === 1) setOffset({ x: 0, y: 0 });
  };
  const turnTo = (next: number): void => {
    setPage(next);
    setOffset({ x: 0, y: 0 });
  };
  const hold = (event: PointerEvent): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    grip.current = { x: event.clientX - offset.x, y: event.clientY - offset.y };
  };
  const drag = ({ clientX, clientY }: PointerEvent): void => {
    if (grip.current) setOffset({ x: clientX - grip.current.x, y: clientY - grip.current.y });
  };

  const area = pages[page];
  const total = pages.reduce((sum, each) => Math.max(sum, each.top + each.height), 0);
  const widest = Math.max(...pages.map((each) => each.width), 1);
  const sideways = turns % 2 !== 0;
  return (
    <div className={styles.viewer} style={{ height }}>
      <div className={styles.tools}>
        <Button size="small" icon={<ZoomOutOutlined />} aria-label="−" disabled={zoom === 1} onClick={() => step(-1)} />
        <span className="tabular">{Math.round(zoom * 100)}%</span>
        <Button
          size="small"
          icon={<ZoomInOutlined />}
          aria-label="+"
          disabled={zoom === ZOOMS.at(-1)}
          onClick={() => step(1)}
        />
        <Button size="small" icon={<UndoOutlined />} aria-label="↺" onClick={() => setTurns(turns - 1)} />
        <Button size="small" icon={<RedoOutlined />} aria-label="↻" onClick={() => setTurns(turns + 1)} />
        {pages.length > 1 && (
          <>
            <Button
              size="small"
              icon={<LeftOutlined />}
              aria-label={t('upload.previous')}
              disabled={page === 0}
              onClick={() => turnTo(page - 1)}
            />
            <span className="tabular">
              {page + 1} / {pages.length}
            </span>
            <Button
              size="small"
              icon={<RightOutlined />}
              aria-label={t('upload.next')}
              disabled={page === pages.length - 1}
              onClick={() => turnTo(page + 1)}
            />
          </>
        )}
      </div>
      <div
        className={styles.stage}
        onWheel={(event) => step(event.deltaY < 0 ? 1 : -1)}
        onPointerDown={hold}
        onPointerMove={drag}
        onPointerUp={() => (grip.current = null)}
        onPointerCancel={() => (grip.current = null)}
        onDoubleClick={() => step(1)}
      >
        <svg
          role="img"
          aria-label={alt}
          viewBox={area ? `0 ${area.top} ${area.width} ${area.height}` : undefined}
          preserveAspectRatio="xMidYMid meet"
          style={{
            transform: `translate(${offset.x}px, ${offset.y}px) rotate(${turns * 90}deg) scale(${sideways ? zoom * sidewaysScale(area) : zoom})`,
          }}
        >
          <image href={src} x="0" y="0" width={widest} height={total} preserveAspectRatio="none" />
        </svg>
      </div>
    </div>
  );
}

/** A page lying on its side is as wide as it was high: it shrinks a little to stay within its frame. */
const sidewaysScale = (area: PageArea | undefined): number =>
  area ? Math.min(1, area.width / area.height, area.height / area.width + 0.3) : 1;

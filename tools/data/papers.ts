import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import sharp from 'sharp';

import { fictionalPapers, idEmblemPicture, idPortraitPicture, licencePicture } from '../lib/papers.ts';

/** Draws the papers that the test of the OCR reads: `node tools/data/papers.ts`. */
const folder = fileURLToPath(new URL('../../apps/api/src/onboarding/verification/fixtures/', import.meta.url));
mkdirSync(folder, { recursive: true });
const first = fictionalPapers(110);
const second = fictionalPapers(105);
const papers = [
  { file: 'licence-1.png', paper: 'business_licence', picture: licencePicture(first.licence), truth: first.licence },
  { file: 'licence-2.png', paper: 'business_licence', picture: licencePicture(second.licence), truth: second.licence },
  { file: 'id-portrait.png', paper: 'id_card', picture: idPortraitPicture(first.idCard), truth: first.idCard },
  { file: 'id-emblem.png', paper: 'id_card', picture: idEmblemPicture(first.idCard), truth: first.idCard },
];
for (const { file, picture } of papers)
  writeFileSync(
    `${folder}${file}`,
    await sharp(await picture)
      .png({ palette: true, colours: 64, dither: 0 })
      .toBuffer(),
  );
writeFileSync(
  `${folder}truth.json`,
  `${JSON.stringify(
    papers.map(({ file, paper, truth }) => ({ file, paper, truth })),
    null,
    2,
  )}\n`,
);

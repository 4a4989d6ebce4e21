import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { Converter } from 'opencc-js/t2cn';
import { pinyin } from 'pinyin-pro';

/**
 * Boils pinyin-pro and opencc-js down to what the banned words need, small enough for a browser: the usual reading
 * of each character of GB 2312 (6763), and the simplified form of each traditional character that has one there.
 * `node tools/data/characters.ts` writes libs/compliance/src/character-data.ts anew.
 */
const gb2312: string[] = [];
const decoder = new TextDecoder('gb18030');
for (let row = 0xb0; row <= 0xf7; row++)
  for (let cell = 0xa1; cell <= 0xfe; cell++) {
    const character = decoder.decode(new Uint8Array([row, cell]));
    if (/^\p{Script=Han}$/u.test(character)) gb2312.push(character);
  }

const bySyllable = new Map<string, string[]>();
for (const character of gb2312) {
  const syllable = pinyin(character, { toneType: 'none', v: true }).toLowerCase();
  if (!/^[a-z]+$/.test(syllable)) continue;
  bySyllable.set(syllable, [...(bySyllable.get(syllable) ?? []), character]);
}

const simplify = Converter({ from: 't', to: 'cn' });
const known = new Set(gb2312);
const pairs: string[] = [];
for (let code = 0x4e00; code <= 0x9fff; code++) {
  const character = String.fromCharCode(code);
  const simple = simplify(character);
  if (simple !== character && known.has(simple) && !known.has(character)) pairs.push(character + simple);
}

const wrapped = (text: string, width: number): string =>
  (text.match(new RegExp(`.{1,${width}}`, 'gu')) ?? []).map((line) => `  '${line}',`).join('\n');

const file = fileURLToPath(new URL('../../libs/compliance/src/character-data.ts', import.meta.url));
writeFileSync(
  file,
  `/** Written by tools/data/characters.ts from pinyin-pro (MIT) and opencc-js (Apache-2.0). */

/** \`syllable characters\`: the usual reading, without tone, of each character of GB 2312; ü is v. */
export const READINGS: readonly string[] = [
${[...bySyllable]
  .toSorted(([a], [b]) => (a < b ? -1 : 1))
  .map(([syllable, characters]) => `  '${syllable} ${characters.join('')}',`)
  .join('\n')}
];

/** Traditional character, simplified character, and so on. */
export const SIMPLIFIED: readonly string[] = [
${wrapped(pairs.join(''), 100)}
];
`,
);
console.log(`${file}: ${gb2312.length} characters, ${bySyllable.size} syllables, ${pairs.length} traditional`);

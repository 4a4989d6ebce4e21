import { readResidentId, readUscc } from '@sibai/compliance';

import { type ReadField } from './ocr-reading.js';

/** What a character is taken for on a photograph, either way. */
const LOOK_ALIKES = [
  '0ODQ',
  '1ILJ7',
  '2Z',
  '5S',
  '8B',
  '6G',
  '7T',
  '4A',
  'UVY',
  'EF',
  'PR',
  'CG',
  'HNM',
  'KX',
  'HK',
  'UJ',
  '38',
  '56',
  '3E',
  'WM',
  '9G',
  'YT',
];
/** A resident ID number has digits only, so that digits taken for one another are past repair: one in eleven would fit. */
const DIGIT_FOR: Readonly<Record<string, string>> = {
  O: '0',
  D: '0',
  Q: '0',
  I: '1',
  L: '1',
  J: '1',
  Z: '2',
  S: '5',
  B: '8',
  G: '6',
  T: '7',
  A: '4',
};
/** What right check digits are worth, and what wrong ones leave. */
const CHECKED = 0.99;
const UNCHECKED = 0.5;

/** A credit code as read: repaired where exactly one exchange of look-alikes makes both of its checks right. */
export function usccField(read: string, confidence: number): ReadField {
  if (readUscc(read).ok) return { value: read, confidence: Math.max(CHECKED, confidence) };
  const repairs = new Set<string>();
  for (let at = 0; at < read.length; at++)
    for (const other of alikes(read[at] as string)) {
      const repaired = read.slice(0, at) + other + read.slice(at + 1);
      if (readUscc(repaired).ok) repairs.add(repaired);
    }
  const [repaired, ...others] = repairs;
  if (repaired && others.length === 0)
    return { value: repaired, confidence: Math.min(confidence, 0.9), repairedFrom: read };
  return { value: read, confidence: Math.min(confidence, UNCHECKED) };
}

/** A resident ID number as read, letters that digits were taken for put right. */
export function residentIdField(read: string, confidence: number, now: number): ReadField {
  if (readResidentId(read, now).ok) return { value: read, confidence: Math.max(CHECKED, confidence) };
  const repaired = [...read]
    .map((character, at) => (at === 17 && character === 'X' ? character : (DIGIT_FOR[character] ?? character)))
    .join('');
  if (repaired !== read && readResidentId(repaired, now).ok)
    return { value: repaired, confidence: Math.min(confidence, 0.9), repairedFrom: read };
  return { value: read, confidence: Math.min(confidence, UNCHECKED) };
}

const alikes = (character: string): string[] =>
  LOOK_ALIKES.filter((group) => group.includes(character)).flatMap((group) =>
    [...group].filter((other) => other !== character),
  );

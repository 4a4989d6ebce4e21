/** A line of text, with the width it takes. */
export interface Line {
  readonly text: string;
  readonly width: number;
  /** Whether the text goes on in the next line. */
  readonly goesOn: boolean;
}

type Measure = (text: string) => number;

/** 行首禁则: no line begins with these. */
const NOT_FIRST = new Set('、。，．：；！？）］｝〕〉》」』】〗”’…—～·％‰℃!%),.:;?]}｠¨ーヽヾゝゞ々');
/** 行末禁则: no line ends with these. */
const NOT_LAST = new Set('（［｛〔〈《「『【〖“‘￥¥＄$£([{｟№#');
/** Written without spaces between words: a line may end after any of these characters. */
const IDEOGRAPHIC = /[\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\u{20000}-\u{3ffff}]/u;
const OPENING_OR_CLOSING = /[\u2014\u2018-\u201d\u2026]/u;

/** Pieces that no line end may divide. A piece's spaces at the end are dropped where the line ends. */
export function pieces(text: string): string[] {
  const found: string[] = [];
  let piece = '';
  let before = '';
  for (const char of text) {
    if (piece !== '' && mayDivide(before, char)) {
      found.push(piece);
      piece = '';
    }
    piece += char;
    before = char;
  }
  if (piece !== '') found.push(piece);
  return found;
}

function mayDivide(before: string, after: string): boolean {
  if (after === ' ') return false;
  if (before === ' ') return !NOT_FIRST.has(after);
  if (NOT_FIRST.has(after) || NOT_LAST.has(before)) return false;
  if (IDEOGRAPHIC.test(before) || IDEOGRAPHIC.test(after)) return true;
  if (OPENING_OR_CLOSING.test(before) || OPENING_OR_CLOSING.test(after)) return true;
  return before === '-' || before === '/';
}

/** Breaks text into lines no wider than `width`; the first line starts `indent` further in. */
export function breakLines(text: string, width: number, measure: Measure, indent = 0): Line[] {
  return text.split('\n').flatMap((part, at) => breakParagraph(part, width, measure, at === 0 ? indent : 0));
}

function breakParagraph(text: string, width: number, measure: Measure, indent: number): Line[] {
  const lines: Line[] = [];
  let line = '';
  let room = width - indent;
  const end = (goesOn: boolean) => {
    const kept = line.trimEnd();
    lines.push({ text: kept, width: measure(kept), goesOn });
    line = '';
    room = width;
  };
  for (const piece of pieces(text)) {
    if (line !== '' && measure((line + piece).trimEnd()) > room) end(true);
    if (measure(piece.trimEnd()) <= room) {
      line += piece;
      continue;
    }
    // Longer than a whole line, such as an address: divided where it must be.
    for (const char of piece) {
      if (line !== '' && measure(line + char) > room) end(true);
      line += char;
    }
  }
  end(false);
  return lines;
}

import * as recording from './recording/texts';
import { en } from './texts-en';
import { zh } from './texts-zh';

declare module '@sibai/ui' {
  interface Texts {
    desk: typeof zh;
    recording: typeof recording.zh;
  }
}

export const texts = { desk: { zh, en }, recording };

import { en } from './texts-en';
import { zh } from './texts-zh';

declare module '@sibai/ui' {
  interface Texts {
    desk: typeof zh;
  }
}

export const texts = { desk: { zh, en } };

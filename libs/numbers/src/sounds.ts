/** Digits that sound like words (谐音), and the reading that makes them so. */
export interface Sound {
  readonly digits: string;
  readonly zh: string;
  /** How the digits are read, a syllable a digit; of a meaning that is no sound, why it means that. */
  readonly basis: string;
  readonly points: number;
}

const sound = (digits: string, zh: string, basis: string, points: number): Sound => ({ digits, zh, basis, points });

/** What people say of numbers when they choose one. Points: how well known the reading is, and how long. */
export const SOUNDS: readonly Sound[] = [
  sound('5201314', '我爱你一生一世', 'wo ai ni yi sheng yi shi', 50),
  sound('5211314', '我爱你一生一世', 'wo ai ni yi sheng yi shi', 46),
  sound('201314', '爱你一生一世', 'ai ni yi sheng yi shi', 29),
  sound('518518', '我要发我要发', 'wo yao fa wo yao fa', 27),
  sound('168168', '一路发一路发', 'yi lu fa yi lu fa', 27),
  sound('51688', '我要路路发', 'wo yao lu fa fa', 17),
  sound('51888', '我要发发发', 'wo yao fa fa fa', 19),
  sound('16888', '一路发发发', 'yi lu fa fa fa', 20),
  sound('1314', '一生一世', 'yi sheng yi shi', 12),
  sound('1688', '一路发发', 'yi lu fa fa', 12),
  sound('1668', '一路路发', 'yi lu lu fa', 10),
  sound('5188', '我要发发', 'wo yao fa fa', 12),
  sound('5168', '我一路发', 'wo yi lu fa', 11),
  sound('8168', '发一路发', 'fa yi lu fa', 11),
  sound('9168', '就一路发', 'jiu yi lu fa', 10),
  sound('1788', '一起发发', 'yi qi fa fa', 10),
  sound('1798', '一起就发', 'yi qi jiu fa', 9),
  sound('5858', '我发我发', 'wo fa wo fa', 12),
  sound('1818', '要发要发', 'yao fa yao fa', 12),
  sound('6868', '路发路发', 'lu fa lu fa', 12),
  sound('9898', '久发久发', 'jiu fa jiu fa', 12),
  sound('9988', '久久发发', 'jiu jiu fa fa', 12),
  sound('3344', '生生世世', 'sheng sheng shi shi', 11),
  sound('9420', '就是爱你', 'jiu shi ai ni', 9),
  sound('8013', '伴你一生', 'ban ni yi sheng', 9),
  sound('5120', '我要爱你', 'wo yao ai ni', 9),
  sound('1573', '一往情深', 'yi wang qing shen', 9),
  sound('8848', '珠穆朗玛', '8,848 米：珠穆朗玛峰的高度', 9),
  sound('168', '一路发', 'yi lu fa', 8),
  sound('518', '我要发', 'wo yao fa', 8),
  sound('520', '我爱你', 'wo ai ni', 8),
  sound('521', '我爱你', 'wo ai ni', 7),
  sound('888', '发发发', 'fa fa fa', 10),
  sound('666', '六六大顺', 'liu liu liu', 10),
  sound('999', '长长久久', 'jiu jiu jiu', 10),
  sound('618', '路要发', 'lu yao fa', 7),
  sound('668', '路路发', 'lu lu fa', 7),
  sound('688', '路发发', 'lu fa fa', 7),
  sound('918', '就要发', 'jiu yao fa', 7),
  sound('919', '就要久', 'jiu yao jiu', 6),
  sound('988', '久发发', 'jiu fa fa', 7),
  sound('998', '久久发', 'jiu jiu fa', 7),
  sound('588', '我发发', 'wo fa fa', 7),
  sound('558', '我我发', 'wo wo fa', 5),
  sound('189', '要发久', 'yao fa jiu', 6),
  sound('198', '要久发', 'yao jiu fa', 5),
  sound('188', '要发发', 'yao fa fa', 7),
  sound('178', '一起发', 'yi qi fa', 6),
  sound('258', '爱我发', 'ai wo fa', 6),
  sound('530', '我想你', 'wo xiang ni', 5),
  sound('365', '天天', '一年 365 天', 7),
  sound('360', '全方位', '360 度', 6),
  sound('724', '全天候', '7 天 24 小时', 6),
];

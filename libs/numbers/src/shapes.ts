export type Shape = 'AAA' | 'AAAA' | 'AABB' | 'ABAB' | 'ABBA' | 'ABCABC' | 'ascending' | 'descending';

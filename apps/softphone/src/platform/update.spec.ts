import { expect, it } from 'vitest';

import { scriptOf } from './update';

it('tells one version of the page from another by the name of its script', () => {
  const page =
    '<link rel="icon" href="/desk/icon.svg">\n<script type="module" crossorigin src="/desk/assets/index-Ab1.js"></script>';
  expect(scriptOf(page)).toBe('/desk/assets/index-Ab1.js');
  expect(scriptOf('<h1>502</h1>')).toBeNull();
});

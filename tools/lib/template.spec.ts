import { expect, it } from 'vitest';
import { render } from './template.ts';

it('fills the names it is given and leaves the variables of the dialplan alone', () => {
  expect(render('bind = ${HOST}:${PORT}\nexten => s,1,Stasis(sibai,${EXTEN})', { HOST: '0.0.0.0', PORT: '5060' })).toBe(
    'bind = 0.0.0.0:5060\nexten => s,1,Stasis(sibai,${EXTEN})',
  );
});

it('leaves out a setting that comes out empty', () => {
  expect(render('a = 1\nlocal_net = ${NET}\ndir => ${NET}\nb = 2', { NET: '' })).toBe('a = 1\nb = 2');
});

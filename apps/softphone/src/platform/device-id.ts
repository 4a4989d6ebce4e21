import { freshId } from '@sibai/ui';

const KEY = 'sibai.device';

/** Names this browser to the server: the same for all its windows, and after a reload. */
export function deviceId(): string {
  const known = localStorage.getItem(KEY);
  if (known !== null) return known;
  const made = freshId();
  localStorage.setItem(KEY, made);
  return made;
}

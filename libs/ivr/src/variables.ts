const PLACEHOLDER = /\$\{([a-z][a-z0-9_]*)\}/g;
/** A variable set from itself in a circle would otherwise double with every turn. */
const MAX_VALUE = 500;

/** Fills in `${variable}`; one that was never set is read as nothing. */
export function expand(text: string, variables: Readonly<Record<string, string>>): string {
  const value = (name: string): string => (Object.hasOwn(variables, name) ? (variables[name] ?? '') : '');
  return text.replace(PLACEHOLDER, (_, name: string) => value(name)).slice(0, MAX_VALUE);
}

/** The variables a text asks for. */
export const placeholders = (text: string): string[] => [...text.matchAll(PLACEHOLDER)].map(([, name]) => name ?? '');

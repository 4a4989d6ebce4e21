/**
 * Fills `${NAMES}` of a configuration template. A setting that comes out empty (`key =`) is left out, so that an
 * optional one needs no second template. The Docker image does the same with sed. A `${…}` whose name is not in
 * `values` stays: it is a variable of Asterisk's dialplan.
 */
export function render(template: string, values: Readonly<Record<string, string>>): string {
  return template
    .replaceAll(/\$\{([A-Z_]+)\}/g, (whole, name: string) => values[name] ?? whole)
    .split('\n')
    .filter((line) => !/^\s*\w+\s*=>?\s*$/.test(line))
    .join('\n');
}

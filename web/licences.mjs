// Writes dist/licences.txt: the licences of everything that is bundled into the workbench, as its packages state them.
// A package without one ends the build.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';

const folder = new URL('node_modules/', import.meta.url);
const manifest = (name) => JSON.parse(readFileSync(new URL(`${name}/package.json`, folder), 'utf8'));
const bundled = new Set();

function add(names) {
  for (const name of names) {
    if (bundled.has(name)) continue;
    bundled.add(name);
    add(Object.keys(manifest(name).dependencies ?? {}));
  }
}
add(Object.keys(JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')).dependencies));

const texts = [...bundled].sort().map((name) => {
  const { version, license } = manifest(name);
  const file = readdirSync(new URL(`${name}/`, folder)).find((each) => /^licen[cs]e/i.test(each));
  if (!file) throw new Error(`${name} states no licence`);
  return `${name} ${version} (${license})\n\n${readFileSync(new URL(`${name}/${file}`, folder), 'utf8').trim()}\n`;
});
writeFileSync(new URL('dist/licences.txt', import.meta.url), texts.join(`\n${'-'.repeat(80)}\n\n`));

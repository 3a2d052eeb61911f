// Makes of an export (`her2 kb export --dmn --dmn-version 1.3 --cases`) what the benchmark of peers runs.
// usage: node convert.mjs EXPORT FOLDER
//   FOLDER/tables   each table of TABLES by itself, with its cases: *.dmn as exported, NAME.jdm.json, NAME.elm.json, cases.ndjson
//   FOLDER/chain    all of them as one decision, `chain`: chain.dmn, chain.jdm.json, chain.elm.json, tables.txt (their
//                   names), between.json (answers that a later table asks for), and specimens put together from the cases of the tables; what they give is not known yet
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dmn } from './dmn.mjs';
import { elm } from './elm.mjs';
import { jdm } from './jdm.mjs';
import { factsOf, readTables } from './tables.mjs';

// The way from a described stain and counts to a status, breast: each after those it needs.
const TABLES = [
  'breast_ihc_score_table',
  'breast_ish_group_table',
  'breast_recount_group_table',
  'breast_ish_final_table',
  'breast_status_table',
  'breast_class_table',
  'breast_owed_table',
];
const SPECIMENS = 2000;

/** The smallest numbers above 0, which zen-engine cannot hold: it counts in decimals of 28 digits. */
const isTiny = (value) => typeof value === 'number' && value !== 0 && Math.abs(value) < 1e-20;

/** The same numbers on every machine (Lehmer's generator). */
function generator(seed) {
  let state = seed;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}

/** Specimens whose facts are those of a case of each table, but for what the tables answer. Lists are joined. */
function specimens(tables, cases) {
  const answered = new Set(tables.map((table) => table.fact));
  const pick = generator(20261123);
  return Array.from({ length: SPECIMENS }, () => {
    const given = {};
    for (const table of tables) {
      const those = cases.get(table.name);
      const one = those[pick(those.length)].given;
      for (const fact of factsOf(table).filter((each) => !answered.has(each)))
        given[fact] = Array.isArray(given[fact]) ? [...new Set([...given[fact], ...one[fact]])] : one[fact];
    }
    return given;
  });
}

const [source, target] = process.argv.slice(2);
const put = (folder, file, content) => writeFileSync(join(target, folder, file), typeof content === 'string' ? content : `${JSON.stringify(content)}\n`);
for (const folder of ['tables', 'chain']) mkdirSync(join(target, folder), { recursive: true });

const tables = await readTables(source, TABLES);
const cases = new Map(TABLES.map((name) => [name, []]));
let lines = '';
let tiny = 0;
for (const line of readFileSync(join(source, 'cases.ndjson'), 'utf8').trimEnd().split('\n')) {
  const one = JSON.parse(line);
  if (!cases.has(one.decision)) continue;
  if (Object.values(one.given).some(isTiny)) {
    tiny += 1;
    continue;
  }
  cases.get(one.decision).push(one);
  lines += `${line}\n`;
}
put('tables', 'cases.ndjson', lines);
for (const file of readdirSync(source)) if (file.endsWith('.dmn')) copyFileSync(join(source, file), join(target, 'tables', file));
for (const table of tables) {
  put('tables', `${table.name}.jdm.json`, jdm([table]));
  put('tables', `${table.name}.elm.json`, elm(table.name, [table]));
}
put('chain', 'tables.txt', TABLES.map((name) => `${name}\n`).join(''));
put('chain', 'between.json', tables.map(({ fact }) => fact).filter((fact) => tables.some((table) => factsOf(table).includes(fact))));
put('chain', 'chain.dmn', dmn('chain', tables));
put('chain', 'chain.jdm.json', jdm(tables));
put('chain', 'chain.elm.json', elm('chain', tables));
put('chain', 'cases.ndjson', specimens(tables, cases).map((given) => `${JSON.stringify({ decision: 'chain', given })}\n`).join(''));
console.log(`${[...cases.values()].reduce((sum, list) => sum + list.length, 0)} cases of ${tables.length} tables; ` +
  `${tiny} more left out, which hold a number too small for one of the engines`);

// One engine of the benchmark, as a process. usage: node ENGINE.mjs FOLDER
// Evaluates FOLDER/cases.ndjson once and writes FOLDER/NAME.ndjson, {"value": …} or {"error": …} a line; says "ready" and the
// number of cases. Then a line with a number makes it evaluate all of them so often, and say "done". It takes no times itself.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const packages = createRequire(new URL('../../../.npm/peers/package.json', import.meta.url));
/** A package that fetch.sh put into .npm/peers. */
export const load = async (name) => import(pathToFileURL(packages.resolve(name)));

/** The cases of each decision, in their order: [decision, [given]]. */
function groupsOf(folder) {
  const groups = new Map();
  for (const line of readFileSync(join(folder, 'cases.ndjson'), 'utf8').trimEnd().split('\n')) {
    const { decision, given } = JSON.parse(line);
    if (!groups.has(decision)) groups.set(decision, []);
    groups.get(decision).push(given);
  }
  return [...groups];
}

/**
 * `prepare(model, cases)` makes of a decision's model an object with `evaluate()`, which evaluates the cases and keeps what came
 * out, and `answers()`, that as values in the order of the cases. `ending` is that of the model's file.
 */
export async function serve(name, ending, prepare) {
  const folder = process.argv[2];
  const decisions = [];
  let count = 0;
  for (const [decision, cases] of groupsOf(folder)) {
    const model = JSON.parse(readFileSync(join(folder, `${decision}.${ending}`), 'utf8'));
    decisions.push(prepare(model, cases));
    count += cases.length;
  }
  const pass = async () => {
    for (const each of decisions) await each.evaluate();
  };
  await pass();
  const lines = decisions.flatMap((each) => each.answers()).map((answer) => `${JSON.stringify(answer)}\n`);
  writeFileSync(join(folder, `${name}.ndjson`), lines.join(''));
  console.log(`ready ${count}`);
  for await (const line of createInterface({ input: process.stdin })) {
    for (let i = 0; i < Number(line); ++i) await pass();
    console.log('done');
  }
}

// Compares what another engine made of the cases with what this program's made of them.
// usage: node compare.mjs ENGINE FOLDER…        each with cases.ndjson and ENGINE.ndjson, line for line
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const lines = (path) => readFileSync(path, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line));
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** The single values in a value, sorted, each once: order and nesting of lists say nothing. null is no value. */
function values(value) {
  const all = Array.isArray(value) ? value.flatMap(values) : value === null ? [] : [value];
  return [...new Set(all)].sort();
}

/** The other engine's value in the form of `gives`: a table's as an object of its outputs. */
function inFormOf(gives, value) {
  if (value === null || gives === null) return value;
  if (Array.isArray(gives)) return values(value);
  if (typeof gives !== 'object') return value;
  const outputs = Object.keys(gives);
  if (outputs.length === 1) return { [outputs[0]]: values(value) };
  const rows = Array.isArray(value) ? value : [value];
  return Object.fromEntries(outputs.map((name) => [name, values(rows.map((row) => row[name]))]));
}

function ordered(gives) {
  if (Array.isArray(gives)) return values(gives);
  if (gives === null || typeof gives !== 'object') return gives;
  return Object.fromEntries(Object.entries(gives).map(([name, value]) => [name, values(value)]));
}

function agree(example, result) {
  if (result.error !== undefined) return false;
  if (result.rows !== undefined && !same(example.rows ?? [], result.rows)) return false;
  return same(ordered(example.gives), inFormOf(example.gives, result.value));
}

/** The values, of whatever output, that one has and the other has not. */
function apart(a, b) {
  const all = (x) => (Array.isArray(x) || x === null || typeof x !== 'object' ? values([x].flat(Infinity)) : values(Object.values(x)));
  const [one, other] = [new Set(all(a)), new Set(all(b))];
  return [...one].filter((each) => !other.has(each)).concat([...other].filter((each) => !one.has(each)));
}

/** What known-differences.md explains, in lines "- `engine` `decision` `value`: why": "decision value" of this engine. */
function explainedIn(path, engine) {
  const entries = [...readFileSync(path, 'utf8').matchAll(/^- `([^`]+)` `([^`]+)` `([^`]+)`:/gm)];
  return new Set(entries.filter(([, name]) => name === engine).map(([, , decision, value]) => `${decision} ${value}`));
}

const [engine, ...folders] = process.argv.slice(2);
const known = explainedIn(process.env.KNOWN_DIFFERENCES ?? new URL('known-differences.md', import.meta.url), engine);
const decisions = new Set();
const open = new Map();
let inputs = 0;
let explainedCount = 0;
for (const folder of folders) {
  const cases = lines(join(folder, 'cases.ndjson'));
  const results = lines(join(folder, `${engine}.ndjson`));
  if (cases.length !== results.length) throw new Error(`${folder}: ${cases.length} cases, but ${results.length} results`);
  cases.forEach((example, i) => {
    inputs += 1;
    decisions.add(`${folder} ${example.decision}`);
    if (agree(example, results[i])) return;
    const differing = results[i].error === undefined ? apart(ordered(example.gives), inFormOf(example.gives, results[i].value)) : [];
    if (differing.length > 0 && differing.every((value) => known.has(`${example.decision} ${value}`))) {
      explainedCount += 1;
      return;
    }
    const count = (open.get(example.decision) ?? 0) + 1;
    open.set(example.decision, count);
    if (count === 1) console.log(`${folder} ${JSON.stringify(example)}\n  ${engine}: ${JSON.stringify(results[i])}`);
  });
}
for (const [decision, count] of open) console.log(`${decision}: ${count} differences`);
const openCount = [...open.values()].reduce((sum, count) => sum + count, 0);
console.log(`${engine}: ${inputs} inputs of ${decisions.size} decisions compared on ${folders.length} days, ` +
  `${openCount + explainedCount} differences, ${explainedCount} of them explained`);
process.exitCode = openCount === 0 && inputs > 0 ? 0 : 1;

// The decision tables of an export as plain objects, for engines that do not read DMN. Cells and input expressions are kept as
// they are written, and taken apart. Knows the FEEL that the tables of the benchmark are written in, and refuses all other.
//
//   { name, fact, hit, inputs: [{ text, terms }], rows: [{ cells: [{ text, tests }], answers: [value] }] }
//   term   { contains: [list, code] } or { fact } or { fact, op, value }: an input is true where all its terms are; a
//          single { fact } is the fact's value
//   tests  null for any value, else tests of which one must hold: { op, value } or { low, from, high, to }; op: =, <, <=, > or >=
import { readModels } from '../../../tests/differential/models.mjs';

const TERMS = [
  [/^list contains\((\w+), ("[^"]*")\)$/, ([, list, code]) => ({ contains: [list, JSON.parse(code)] })],
  [/^(\w+) (<|<=|>|>=) ([\d.]+)$/, ([, fact, op, value]) => ({ fact, op, value: Number(value) })],
  [/^(\w+)$/, ([, fact]) => ({ fact })],
];

const TESTS = [
  [/^("[^"]*"|true|false)$/, ([, value]) => ({ op: '=', value: JSON.parse(value) })],
  [/^(<|<=|>|>=) ([\d.]+)$/, ([, op, value]) => ({ op, value: Number(value) })],
  [/^([[(])([\d.]+)\.\.([\d.]+)([\])])$/, ([, open, low, high, close]) =>
    ({ low: Number(low), from: open === '[' ? '>=' : '>', high: Number(high), to: close === ']' ? '<=' : '<' })],
];

function read(text, forms) {
  for (const [pattern, make] of forms) {
    const match = pattern.exec(text);
    if (match) return make(match);
  }
  throw new Error(`found ${text}, expected one of the forms of FEEL that the tables of the benchmark use`);
}

const inputOf = (text) => ({ text, terms: text.split(' and ').map((term) => read(term, TERMS)) });
const cellOf = (text) => ({ text, tests: text === '-' ? null : text.split(', ').map((test) => read(test, TESTS)) });

function tableOf({ logic, name, outputs }) {
  if (outputs.length !== 1) throw new Error(`${name}: found ${outputs.length} outputs, expected one`);
  return {
    name,
    fact: outputs[0],
    hit: logic.hitPolicy ?? 'UNIQUE',
    inputs: logic.input.map((input) => inputOf(input.inputExpression.text)),
    rows: logic.rule.map((rule) => ({
      cells: rule.inputEntry.map((cell) => cellOf(cell.text)),
      answers: [JSON.parse(rule.outputEntry[0].text)].flat(),
    })),
  };
}

/** The facts that the table asks about. */
export const factsOf = (table) => table.inputs.flatMap(({ terms }) => terms.map((term) => term.fact ?? term.contains[0]));

/** An answer as JSON, which FEEL and the language of zen-engine read too. */
export const answerText = ({ answers }) => JSON.stringify(answers.length === 1 ? answers[0] : answers);

/** The named tables of an export. */
export async function readTables(folder, names) {
  const decisions = await readModels(folder);
  return names.map((name) => {
    if (!decisions.has(name)) throw new Error(`${folder}: no decision ${name}`);
    return tableOf(decisions.get(name));
  });
}

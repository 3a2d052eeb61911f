// Tables as a decision graph of zen-engine (JDM). Its cells are written as in FEEL. Its tables know `first` and `collect` only:
// where DMN says UNIQUE, `first` gives the same row, but nobody looks for a second one.
import { answerText } from './tables.mjs';

const expression = ({ text }) => text.replaceAll('list contains(', 'contains(');
const cell = ({ text, tests }) => (tests === null ? '' : text);

function node(table, passThrough) {
  const collect = table.hit === 'COLLECT';
  return {
    id: table.name,
    name: table.name,
    type: 'decisionTableNode',
    content: {
      hitPolicy: collect ? 'collect' : 'first',
      passThrough,
      inputField: null,
      outputPath: collect ? table.fact : null,
      executionMode: 'single',
      inputs: table.inputs.map((input, i) => ({ id: `in${i}`, name: `in${i}`, field: expression(input) })),
      outputs: [{ id: 'out', name: 'out', field: collect ? 'each' : table.fact }],
      rules: table.rows.map((row, r) => ({
        _id: `${table.name}-${r + 1}`,
        ...Object.fromEntries(row.cells.map((tests, i) => [`in${i}`, cell(tests)])),
        out: answerText(row),
      })),
    },
  };
}

/** One table after the other, each seeing what those before it answered. */
export function jdm(tables) {
  const nodes = [
    { id: 'request', name: 'request', type: 'inputNode' },
    ...tables.map((table) => node(table, tables.length > 1)),
    { id: 'response', name: 'response', type: 'outputNode' },
  ];
  const edges = nodes.slice(1).map(({ id }, i) => ({ id: `edge${i}`, type: 'edge', sourceId: nodes[i].id, targetId: id }));
  return { contentType: 'application/vnd.gorules.decision', nodes, edges };
}

// Tables as one DMN model in which a table's answer is the input of the next. The export does not chain them, for an answer
// may be a list where the next asks for one value (docs/dmn.md); the cases of the benchmark are those where it is not.
import { answerText, factsOf } from './tables.mjs';

const xml = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const text = (content) => `<text>${xml(content)}</text>`;

function needs(facts, answered) {
  const one = (fact) => (answered.has(fact) ? `<requiredDecision href="#${fact}"/>` : `<requiredInput href="#${fact}"/>`);
  return [...new Set(facts)].map((fact) => `<informationRequirement>${one(fact)}</informationRequirement>`).join('');
}

function decision(table, answered) {
  const inputs = table.inputs.map((input) => `<input><inputExpression>${text(input.text)}</inputExpression></input>`);
  const rules = table.rows.map((row) => {
    const asked = row.cells.map((cell) => `<inputEntry>${text(cell.text)}</inputEntry>`);
    return `<rule>${asked.join('')}<outputEntry>${text(answerText(row))}</outputEntry></rule>`;
  });
  return `<decision id="${table.fact}" name="${table.fact}"><variable name="${table.fact}" typeRef="Any"/>${needs(factsOf(table), answered)}` +
    `<decisionTable hitPolicy="${table.hit}">${inputs.join('')}<output label="${table.fact}"/>${rules.join('\n')}</decisionTable></decision>`;
}

/** The tables, and a decision `name` that holds all answers. */
export function dmn(name, tables) {
  const answered = new Set();
  const decisions = [];
  for (const table of tables) {
    decisions.push(decision(table, answered));
    answered.add(table.fact);
  }
  const facts = new Set(tables.flatMap(factsOf).filter((fact) => !answered.has(fact)));
  const data = [...facts].map((fact) => `<inputData id="${fact}" name="${fact}"><variable name="${fact}" typeRef="Any"/></inputData>`);
  const all = `{${[...answered].map((fact) => `${fact}: ${fact}`).join(', ')}}`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="${name}" name="${name}" namespace="urn:her2:${name}">
${[...data, ...decisions].join('\n')}
<decision id="${name}" name="${name}"><variable name="${name}" typeRef="Any"/>${needs(answered, answered)}<literalExpression>${text(all)}</literalExpression></decision>
</definitions>
`;
}

// zen-engine of GoRules: decision graphs, evaluated in Rust. usage: node zen.mjs FOLDER [together]
// Calls are promises; as many are under way at a time as this engine's own blocks have cases. With `together` so many cases are
// one call, over which the tables loop.
import { load, serve } from './peer.mjs';

const { ZenEngine } = await load('@gorules/zen-engine');
const engine = new ZenEngine();
const BLOCK = 64;
const together = process.argv[3] === 'together';

const tablesOf = (model) => model.nodes.filter(({ type }) => type === 'decisionTableNode').map(({ content }) => content);

function loop(model) {
  for (const table of tablesOf(model)) Object.assign(table, { executionMode: 'loop', inputField: 'rows', outputPath: table.outputPath ?? 'rows' });
}

/** The results of cases, however they were called. */
async function results(decision, cases, collected) {
  if (!together) return (await Promise.all(cases.map((given) => decision.evaluate(given)))).map(({ result }) => result);
  const { result } = await decision.evaluate({ rows: cases });
  return cases.map((_, i) => Object.assign({}, result.rows?.[i], ...collected.map((fact) => ({ [fact]: result[fact][i] }))));
}

await serve(together ? 'zen-together' : 'zen', 'jdm.json', (model, cases) => {
  const facts = tablesOf(model).map(({ outputs: [{ field }], outputPath }) => outputPath ?? field);
  const collected = facts.filter((_, i) => tablesOf(model)[i].hitPolicy === 'collect');
  if (together) loop(model);
  const decision = engine.createDecision(Buffer.from(JSON.stringify(model)));
  const all = [];
  return {
    async evaluate() {
      for (let first = 0; first < cases.length; first += BLOCK)
        all.splice(first, BLOCK, ...(await results(decision, cases.slice(first, first + BLOCK), collected)));
    },
    answers: () => all.map((result) => ({ value: answer(result, facts, collected) })),
  };
});

/** What the tables answered, without the facts that they were given. One that collects answers a list of `{ each }`. */
function answer(result, facts, collected) {
  const value = (fact) => (collected.includes(fact) ? result[fact].map(({ each }) => each) : result[fact]);
  return facts.length === 1 ? value(facts[0]) : Object.fromEntries(facts.map((fact) => [fact, value(fact)]));
}

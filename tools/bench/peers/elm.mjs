// Tables as a library of CQL, in the form that engines run (ELM): a definition for each, whose rows are the cases of a `case`,
// asked in their order. Where DMN says UNIQUE the first row is the only one, but nobody looks for a second.

const SYSTEM = 'urn:hl7-org:elm-types:r1';
const SIMPLE = 'https://github.com/cqframework/cql-execution/simple'; // the name of the engine's own data model, nothing that is fetched
const COMPARISONS = { '=': 'Equal', '<': 'Less', '<=': 'LessOrEqual', '>': 'Greater', '>=': 'GreaterOrEqual' };

function literal(value) {
  const type = typeof value === 'string' ? 'String' : typeof value === 'boolean' ? 'Boolean' : 'Decimal';
  return { type: 'Literal', valueType: `{${SYSTEM}}${type}`, value: String(value) };
}

/** Joined by twos, as ELM has it. */
const joined = (type, all) => all.reduce((left, right) => ({ type, operand: [left, right] }));
const compared = (op, left, value) => ({ type: COMPARISONS[op], operand: [left, literal(value)] });

class Writer {
  constructor(answered) {
    this.answered = answered;
  }

  fact(name) {
    if (this.answered.has(name)) return { type: 'ExpressionRef', name };
    return { type: 'Property', path: name, source: { type: 'ExpressionRef', name: 'Patient' } };
  }

  term({ contains, fact, op, value }) {
    if (contains) return { type: 'Contains', operand: [this.fact(contains[0]), literal(contains[1])] };
    return op ? compared(op, this.fact(fact), value) : this.fact(fact);
  }

  test(input, tests) {
    const one = () => joined('And', input.terms.map((term) => this.term(term)));
    if (tests.length > 1 && tests.every(({ op }) => op === '='))
      return { type: 'In', operand: [one(), { type: 'List', element: tests.map(({ value }) => literal(value)) }] };
    return joined('Or', tests.map(({ op, value, low, from, high, to }) =>
      low === undefined ? compared(op, one(), value) : joined('And', [compared(from, one(), low), compared(to, one(), high)])));
  }

  row(table, { cells }) {
    const asked = cells.flatMap(({ tests }, i) => (tests === null ? [] : [this.test(table.inputs[i], tests)]));
    return asked.length === 0 ? literal(true) : joined('And', asked);
  }

  table(table) {
    const list = (values) => ({ type: 'List', element: values.map(literal) });
    const answer = (values) => (values.length === 1 ? literal(values[0]) : list(values));
    if (table.hit === 'COLLECT') {
      const parts = table.rows.map((row) => ({ type: 'If', condition: this.row(table, row), then: list(row.answers), else: list([]) }));
      return { type: 'Flatten', operand: { type: 'List', element: parts } };
    }
    const caseItem = table.rows.map((row) => ({ when: this.row(table, row), then: answer(row.answers) }));
    return { type: 'Case', caseItem, else: { type: 'Null' } };
  }
}

/** A definition for each table, named after its fact, each seeing what those before it answered. */
export function elm(name, tables) {
  const patient = { type: 'SingletonFrom', operand: { type: 'Retrieve', dataType: `{${SIMPLE}}Patient` } };
  const def = [{ name: 'Patient', context: 'Patient', expression: patient }];
  const answered = new Set();
  for (const table of tables) {
    def.push({ name: table.fact, context: 'Patient', accessLevel: 'Public', expression: new Writer(answered).table(table) });
    answered.add(table.fact);
  }
  return {
    library: {
      identifier: { id: name, version: '1' },
      schemaIdentifier: { id: 'urn:hl7-org:elm', version: 'r1' },
      usings: { def: [{ localIdentifier: 'System', uri: SYSTEM }] },
      statements: { def },
    },
  };
}

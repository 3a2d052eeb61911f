// cql-execution of the CQL tooling project: ELM, interpreted in JavaScript. A case is a patient of its simple data model; no
// FHIR is read.
import { load, serve } from './peer.mjs';

const { Executor, Library, PatientSource } = (await load('cql-execution')).default;

await serve('cql', 'elm.json', (model, cases) => {
  const executor = new Executor(new Library(model));
  const patients = cases.map((given, id) => ({ id, recordType: 'Patient', records: [], ...given }));
  const facts = model.library.statements.def.map(({ name }) => name).filter((name) => name !== 'Patient');
  let results;
  return {
    async evaluate() {
      results = (await executor.exec(new PatientSource([...patients]))).patientResults;
    },
    answers: () => patients.map(({ id }) => {
      const found = Object.fromEntries(facts.map((fact) => [fact, results[id][fact]]));
      return { value: facts.length === 1 ? found[facts[0]] : found };
    }),
  };
});

// Evaluates exported decision models by feelin. usage: node feelin.mjs FOLDER
// Reads FOLDER/*.dmn (version 1.3) and FOLDER/cases.ndjson; prints a line for each case: {"value": …, "rows": …} or
// {"error": …}.
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { readModels } from './models.mjs';

const folder = process.argv[2];
const decisions = await readModels(folder);
let out = '';
for await (const line of createInterface({ input: createReadStream(join(folder, 'cases.ndjson')) })) {
  const { decision, given } = JSON.parse(line);
  let result;
  try {
    result = decisions.get(decision).run(given);
  } catch (error) {
    result = { error: error.message };
  }
  out += `${JSON.stringify(result)}\n`;
}
process.stdout.write(out);

// Reads decision models with dmn-moddle, the reader of dmn-js, and evaluates them: FEEL by feelin, and on top of it what
// DMN says of decision tables and of decisions that need others. Nothing here knows what the decisions are about.
import { createRequire } from 'node:module';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const packages = createRequire(new URL('../../.npm/differential/package.json', import.meta.url));
const load = async (name) => import(pathToFileURL(packages.resolve(name)));
const { DmnModdle } = await load('dmn-moddle');
const { evaluate, unaryTest } = await load('feelin');

/** All decisions of the *.dmn files of a folder, by name. Throws where the reader warns of anything. */
export async function readModels(folder) {
  const decisions = new Map();
  const files = readdirSync(folder).filter((file) => file.endsWith('.dmn')).sort();
  for (const file of files) {
    const { rootElement, warnings } = await new DmnModdle().fromXML(readFileSync(join(folder, file), 'utf8'), 'dmn:Definitions');
    if (warnings.length > 0) throw new Error(`${file}: ${warnings[0].message}`);
    const elements = new Map(rootElement.drgElement.map((element) => [element.id, element]));
    const types = new Map((rootElement.itemDefinition ?? []).map((type) => [type.name, type]));
    for (const element of rootElement.drgElement) {
      if (element.$type === 'dmn:Decision') decisions.set(element.name, new Decision(element, elements, types, decisions));
    }
  }
  return decisions;
}

/**
 * Remembers results: the same few texts and values come again and again. The context is cut to the names that the text
 * holds, so that what it does not ask about makes no new question.
 */
function remembering(compute) {
  const known = new Map();
  return (text, context) => {
    if (!known.has(text)) known.set(text, { words: text.match(/[A-Za-z_]\w*|\?/g) ?? [], results: new Map() });
    const { words, results } = known.get(text);
    const asked = { '?': context['?'] };
    for (const word of words) if (Object.hasOwn(context, word)) asked[word] = context[word];
    const key = JSON.stringify(asked);
    if (!results.has(key)) results.set(key, compute(text, asked));
    return results.get(key);
  };
}
const valueOf = remembering((text, context) => evaluate(text, context).value);
const passes = remembering((text, context) => unaryTest(text, context).value === true);

class Decision {
  constructor(element, elements, types, all) {
    this.name = element.name;
    this.logic = element.decisionLogic;
    this.types = types;
    this.all = all;
    this.inputs = [];
    this.needs = [];
    for (const requirement of element.informationRequirement ?? []) {
      const target = elements.get((requirement.requiredInput ?? requirement.requiredDecision).href.slice(1));
      if (requirement.requiredInput) this.inputs.push(target.variable);
      else this.needs.push(target.name);
    }
  }

  get isTable() {
    return this.logic.$type === 'dmn:DecisionTable';
  }
  /** Names of a table's outputs; of a single one, DMN gives none, and its label says what it answers. */
  get outputs() {
    return this.logic.output.map((output) => output.name ?? output.label.replace(/[^A-Za-z0-9]/g, '_'));
  }

  /** { value, rows }: the value in FEEL, and the rows of a table that gave it, counted from 1. */
  run(given) {
    const context = {};
    for (const { name, typeRef } of this.inputs) {
      if (!(name in given)) throw new Error(`${this.name}: no value for ${name}`);
      this.check(typeRef, given[name], name);
      context[name] = typeRef === 'date' ? evaluate(`date("${given[name]}")`).value : given[name];
    }
    for (const name of this.needs) context[name] = this.all.get(name).run(given).value;
    return this.isTable ? this.table(context) : { value: valueOf(this.logic.text, context), rows: [] };
  }

  /** Refuses a value that its type does not allow. */
  check(typeRef, value, name) {
    const type = this.types.get(typeRef);
    if (!type) return;
    if (type.isCollection) {
      for (const each of value) this.check(type.typeRef, each, name);
    } else if (type.allowedValues && !passes(type.allowedValues.text, { '?': value })) {
      throw new Error(`${this.name}: ${JSON.stringify(value)} is not allowed for ${name}`);
    }
  }

  table(context) {
    const values = this.logic.input.map((input) => valueOf(input.inputExpression.text, context));
    const matches = [];
    this.logic.rule.forEach((rule, index) => {
      const all = rule.inputEntry.every((cell, i) => cell.text === '-' || passes(cell.text, { '?': values[i] }));
      if (all) matches.push({ row: index + 1, value: this.answer(rule) });
    });
    return this.chosen(matches);
  }

  answer(rule) {
    const values = rule.outputEntry.map((entry) => valueOf(entry.text, {}));
    return values.length === 1 ? values[0] : Object.fromEntries(this.outputs.map((name, i) => [name, values[i]]));
  }

  chosen(matches) {
    const policy = this.logic.hitPolicy ?? 'UNIQUE';
    const rows = matches.map((match) => match.row);
    if (policy === 'COLLECT') return { value: matches.map((match) => match.value), rows };
    if (matches.length === 0) return { value: null, rows };
    if (policy === 'UNIQUE' && matches.length > 1) throw new Error(`${this.name}: rows ${rows.join(' and ')} both match`);
    if (policy === 'ANY' && matches.some((match) => JSON.stringify(match.value) !== JSON.stringify(matches[0].value)))
      throw new Error(`${this.name}: rows ${rows.join(' and ')} disagree`);
    if (policy === 'ANY') return { value: matches[0].value, rows };
    const best = policy === 'PRIORITY' ? this.preferred(matches) : [matches[0]];
    return { value: best[0].value, rows: best.map((match) => match.row) };
  }

  /** The rows whose answer comes first in the order of the output's values: more than one where they give the same. */
  preferred(matches) {
    const order = valueOf(`[${this.logic.output[0].outputValues.text}]`, {});
    const rank = (match) => order.indexOf(this.outputs.length === 1 ? match.value : match.value[this.outputs[0]]);
    const first = Math.min(...matches.map(rank));
    return matches.filter((match) => rank(match) === first);
  }
}

// The case on the desk and its answer. Lives in memory only; gone when the page is closed.
import { computed, effect, signal } from '@preact/signals';
import { assess, Refusal, toCase, type Assessment, type Problem } from '../api';
import { asOf, region } from '../settings';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type CaseJson = { [key: string]: Json };

/// The record as it is sent: what was pasted, byte for byte, until a field is edited.
export const recordText = signal('{\n  "id": "new-case"\n}');
/// The same as case JSON, for the form; null where it cannot be read.
export const caseJson = signal<CaseJson | null>({ id: 'new-case' });
export const fromFhir = signal(false);
export const readProblems = signal<Problem[]>([]);

export interface Failure {
  message: string;
  problems: Problem[];
}
export const answer = signal<Assessment | null>(null);
export const failure = signal<Failure | null>(null);
export const pending = signal(false);

export const isEmpty = computed(() => {
  const record = caseJson.value;
  return record !== null && !fromFhir.value && Object.keys(record).every((key) => key === 'id');
});

/// Takes whatever was pasted or opened: case JSON, a FHIR Bundle, or a table's header with one row.
export async function open(text: string): Promise<void> {
  recordText.value = text;
  readProblems.value = [];
  fromFhir.value = /"resourceType"/.test(text);
  const json = parse(text);
  if (json && !fromFhir.value) {
    caseJson.value = json;
    return;
  }
  try {
    const read = await toCase(text);
    if (recordText.value !== text) return;
    caseJson.value = read.record as CaseJson;
    readProblems.value = read.problems;
    if (!fromFhir.value) recordText.value = JSON.stringify(read.record, null, 2);
  } catch (error) {
    if (recordText.value !== text) return;
    caseJson.value = null;
    if (!fromFhir.value && /^\s*[{[]/.test(text)) failure.value = { message: 'This is not valid JSON yet.', problems: [] };
    else failure.value = failureOf(error);
  }
}

/// Sets one value of the case. From then on the record is the case JSON in the form.
export function edit(path: string, value: Json | undefined): void {
  const next = structuredClone(caseJson.value ?? { id: 'new-case' });
  put(next, path, value);
  replace(next);
}

export function replace(next: CaseJson): void {
  caseJson.value = next;
  fromFhir.value = false;
  readProblems.value = [];
  recordText.value = JSON.stringify(next, null, 2);
}

export function clear(): void {
  replace({ id: 'new-case' });
}

function parse(text: string): CaseJson | null {
  try {
    const json: unknown = JSON.parse(text);
    return json !== null && typeof json === 'object' && !Array.isArray(json) ? (json as CaseJson) : null;
  } catch {
    return null;
  }
}

const steps = (path: string) => path.split('.').flatMap((part) => {
  const [name, ...indexes] = part.split(/[[\]]+/).filter(Boolean);
  return [name, ...indexes.map(Number)];
});

export function get(record: Json, path: string): Json | undefined {
  let at: Json | undefined = record;
  for (const step of steps(path)) {
    if (at === null || typeof at !== 'object') return undefined;
    at = (at as Record<string | number, Json>)[step];
  }
  return at;
}

function put(record: CaseJson, path: string, value: Json | undefined): void {
  const way = steps(path);
  const parents: [Record<string | number, Json>, string | number][] = [];
  let at = record as Record<string | number, Json>;
  way.forEach((step, i) => {
    parents.push([at, step]);
    if (i === way.length - 1) return;
    const next = at[step];
    if (next === null || next === undefined || typeof next !== 'object') at[step] = typeof way[i + 1] === 'number' ? [] : {};
    at = at[step] as Record<string | number, Json>;
  });
  const [parent, last] = parents.pop()!;
  if (value !== undefined) {
    parent[last] = value;
    return;
  }
  if (Array.isArray(parent)) parent.splice(last as number, 1);
  else delete parent[last];
  // What is left empty is not recorded: an empty object says nothing.
  for (const [above, step] of parents.reverse()) {
    const child = above[step];
    if (child !== null && typeof child === 'object' && !Array.isArray(child) && Object.keys(child).length === 0 && typeof step === 'string') delete above[step];
  }
}

export function failureOf(error: unknown): Failure {
  return { message: (error as Error).message, problems: error instanceof Refusal ? error.problems : [] };
}

/// Does the record name this patient? Whole words only: p1 is not p10.
function names(text: string, id: string): boolean {
  return new RegExp(`(^|[^\\w-])${id.replace(/[^\w]/g, '\\$&')}($|[^\\w-])`).test(text);
}

let running: AbortController | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

// Every change of the record, the day or the regions asks again, a moment after the last key.
effect(() => {
  const text = recordText.value;
  void asOf.value;
  void region.value;
  clearTimeout(timer);
  running?.abort();
  pending.value = true;
  // The answer of the patient before must not stand beside the record of the next, not even for a moment.
  const before = answer.peek();
  if (before && !names(text, before.case)) answer.value = null;
  timer = setTimeout(() => void ask(text), 200);
});

async function ask(text: string): Promise<void> {
  if (!/^\s*\{/.test(text)) {
    pending.value = false;
    return;
  }
  const controller = new AbortController();
  running = controller;
  try {
    const result = await assess(text, controller.signal);
    if (controller.signal.aborted) return;
    answer.value = result;
    failure.value = null;
  } catch (error) {
    if (controller.signal.aborted) return;
    answer.value = null;
    failure.value = failureOf(error);
  }
  pending.value = false;
}

/// The fact whose "what if" is open: a name of the knowledge, and what is recorded.
export interface Asked {
  fact: string;
  value: string;
  origin: string;
}
export const asked = signal<Asked | null>(null);

/// Shows where in the form a value stands; false where the form has no field for it.
export function focusField(origin: string): boolean {
  const candidates = [origin, origin.replace(/\.(ihc|ish|ngs)\[\d+\]/, '.$1')];
  for (const path of candidates) {
    const field = document.querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"]`);
    if (!field) continue;
    for (let at: HTMLElement | null = field; at; at = at.parentElement) if (at instanceof HTMLDetailsElement) at.open = true;
    field.focus();
    field.scrollIntoView({ block: 'center' });
    return true;
  }
  return false;
}

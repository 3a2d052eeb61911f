// A cohort on the desk: its worklist, what could not be read, and how far the run is. In memory only.
import { signal } from '@preact/signals';
import { csvParseRows } from 'd3-dsv';
import { Refusal, screen, type Problem } from '../api';
import { isTable, portions, records, type Record_ } from './split';

export interface WorklistRow {
  id: string;
  tumour: string;
  result: string[];
  class: string[];
  ruleSet: string;
  owed: string[];
  flags: string[];
  indicated: string[];
  possible: string[];
  cells: string[];
  record: Record_ | undefined;
}

export const fileName = signal('');
export const rows = signal<WorklistRow[]>([]);
export const problems = signal<Problem[]>([]);
export const header = signal<string[]>([]);
export const tableHeader = signal('');  // header lines of the table the records came from, to open one as a case
export const total = signal(0);
export const done = signal(0);
export const duplicates = signal(0);
export const running = signal(false);
export const trouble = signal('');

const portionBytes = 2_000_000;
let controller: AbortController | undefined;

export function stop() {
  controller?.abort();
  running.value = false;
}

export async function run(name: string, text: string): Promise<void> {
  stop();
  controller = new AbortController();
  const { signal: aborted } = controller;
  fileName.value = name;
  rows.value = [];
  problems.value = [];
  trouble.value = '';
  done.value = 0;
  duplicates.value = 0;
  tableHeader.value = '';
  running.value = true;
  try {
    const all = records(text.replace(/^\uFEFF/, ''));
    const table = isTable(text);
    // How many lines are the header of a table is known to its mapping: the first answer says.
    const headerLines = table ? (await screen(all.slice(0, 20).map((r) => r.text).join('\n') + '\n', aborted)).headerLines : 0;
    const head = all.slice(0, headerLines);
    tableHeader.value = head.map((r) => r.text).join('\n');
    const body = all.slice(headerLines);
    total.value = body.length;
    const seen = new Set<string>();
    for (const portion of portions(body, portionBytes)) {
      const sent = [...head, ...portion];
      const answer = await screen(sent.map((r) => r.text.replaceAll('\r\n', '\n')).join('\n') + '\n', aborted);
      take(answer.worklist, answer.problems, sent, portion, seen);
      done.value += portion.length;
    }
  } catch (error) {
    if (aborted.aborted) return;
    const refusal = error instanceof Refusal ? error.problems.map((p) => [p.message, p.remedy].filter(Boolean).join(': ')).join('; ') : '';
    trouble.value = [(error as Error).message, refusal].filter(Boolean).join(' ');
  }
  running.value = false;
}

function take(worklist: string, found: Problem[], sent: Record_[], portion: Record_[], seen: Set<string>) {
  const [names = [], ...lines] = csvParseRows(worklist);
  header.value = names;
  // Lines are counted in what was sent; the file's own line is meant. A cell may span lines, so they are counted up.
  const fileLine = new Map<number, number>();
  let next = 1;
  for (const record of sent) {
    fileLine.set(next, record.line);
    next += record.text.split('\n').length;
  }
  const located = found.map((p) => ({ ...p, where: p.where.replace(/^cohort:(\d+)/, (_, n: string) => `line ${fileLine.get(Number(n)) ?? n}`) }));
  const failed = new Set(located.filter((p) => p.severity === 'error').map((p) => Number(/^line (\d+)/.exec(p.where)?.[1] ?? 0)));
  const read = portion.filter((r) => !failed.has(r.line));
  const column = (line: string[], name: string) => line[names.indexOf(name)] ?? '';
  const list = (line: string[], name: string) => column(line, name).split(';').filter(Boolean);
  const more = lines.map((cells, i): WorklistRow => {
    const id = column(cells, 'case');
    if (seen.has(id)) duplicates.value += 1;
    seen.add(id);
    return {
      id,
      tumour: column(cells, 'tumour'),
      result: list(cells, 'result'),
      class: list(cells, 'class'),
      ruleSet: column(cells, 'rule_set'),
      owed: list(cells, 'owed'),
      flags: list(cells, 'flags'),
      indicated: list(cells, 'indicated'),
      possible: list(cells, 'possible'),
      cells,
      record: read.length === lines.length ? read[i] : undefined,
    };
  });
  rows.value = [...rows.value, ...more];
  problems.value = [...problems.value, ...located];
}

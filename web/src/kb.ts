// The knowledge as the service gives it, with look-ups: titles of facts and codes, tables by place, what is in force.
import { signal } from '@preact/signals';
import { knowledgeJson } from './api';

export interface Source { id: string; title: string; body: string; date: string | null; url: string; grade: string; note: string; place: string }
export interface Fact { name: string; title: string; about: string; kind: string; scope: string; unit?: string; codes?: string; path: string; closed: boolean; place: string }
export interface Code { code: string; title: string; text?: string; means?: string[] }
export interface Row { cells: string[]; sources: string[]; note: string; line: number }
export interface Table {
  id: string; title: string; scope: string; from: string | null; until: string | null; when: string; hit: string;
  inputs: string[]; outputs: string[]; sources: string[]; place: string; rows: Row[];
}
export interface Indication {
  id: string; drug: string; population: string; tumours: string[]; regimen: string[]; basis: string; evidence: string[];
  criteria: { say: string; is: string; sources: string[] }[];
  approvals: { agency: string; date: string; kind: string; source: string }[];
  until: Record<string, string>; replacedBy: string; sources: string[]; note: string; place: string;
}
export interface Drug { id: string; title: string; mechanism: string; brands: string[]; classes: string[]; baseline: string[]; sources: string[]; note: string; place: string }
export interface RuleSet { id: string; title: string; when: string; from: string | null; until: string | null; sources: string[]; place: string }
export interface Change { date: string; agency: string; option: string; product: string; kind: string; before: string; after: string; sources: string[]; note: string }

interface Raw {
  release: string; date: string; hash: string;
  regions: { id: string; title: string; agency: string }[];
  sources: Source[]; facts: Fact[]; codes: { name: string; title: string; values: Code[] }[]; tables: Table[];
  ruleSets: RuleSet[]; texts: { id: string; title: string; say: string; sources: string[] }[]; drugs: Drug[];
  indications: Indication[]; changes: Change[]; blocks: { kind: string; key: string; title: string; place: string }[];
}

export class Knowledge {
  readonly sources: Map<string, Source>;
  readonly facts: Map<string, Fact>;
  readonly domains: Map<string, Code[]>;
  readonly texts: Map<string, string>;
  readonly drugs: Map<string, Drug>;

  constructor(readonly raw: Raw) {
    this.sources = new Map(raw.sources.map((s) => [s.id, s]));
    this.facts = new Map(raw.facts.map((f) => [f.name, f]));
    this.domains = new Map(raw.codes.map((d) => [d.name, d.values]));
    this.texts = new Map(raw.texts.map((t) => [t.id, t.say]));
    this.drugs = new Map(raw.drugs.map((d) => [d.id, d]));
  }

  code(domain: string, code: string): string {
    return this.domains.get(domain)?.find((c) => c.code === code)?.title ?? code.replaceAll('-', ' ');
  }
  codes(domain: string, codes: string[]): string {
    return codes.map((c) => this.code(domain, c)).join(' or ');
  }
  /// A fact, a step of the work-up, or the name itself.
  title(name: string): string {
    if (name === 'verify-in-label') return 'Check the label: its wording was not read';
    const title = this.facts.get(name)?.title ?? this.domains.get('work-up')?.find((c) => c.code === name)?.title;
    return title ?? name.replaceAll('-', ' ').replaceAll('.', ': ');
  }
  drug(id: string): string {
    return this.drugs.get(id)?.title ?? id.replaceAll('-', ' ');
  }
  regimen(ids: string[]): string {
    return ids.map((id) => this.drug(id)).join(' + ');
  }
  /// The table and row that a place of a trace such as "status/breast-ish.toml:19" names.
  rowAt(place: string): { table: Table; row: number } | undefined {
    const [file, line] = split(place);
    for (const table of this.raw.tables) {
      if (split(table.place)[0] !== file) continue;
      const row = table.rows.findIndex((r) => r.line === line);
      if (row >= 0) return { table, row };
    }
    return undefined;
  }
}

function split(place: string): [string, number] {
  const at = place.lastIndexOf(':');
  return [place.slice(0, at), Number(place.slice(at + 1))];
}

export function inForce(from: string | null, until: string | null, on: string): boolean {
  return (!from || from <= on) && (!until || on < until);
}

/// Approvals of an indication that hold on a day, by agency: dated up to it, wording not ended.
export function approvedOn(indication: Indication, agency: string, on: string) {
  const until = indication.until[agency];
  if (until && until <= on) return [];
  const dated = indication.approvals.filter((a) => a.agency === agency && a.date <= on).sort((a, b) => a.date.localeCompare(b.date));
  return dated.at(-1)?.kind === 'withdrawn' ? [] : dated;
}

export const kb = signal<Knowledge | null>(null);
export const kbError = signal('');

export async function loadKnowledge() {
  try {
    kb.value = new Knowledge((await knowledgeJson()) as Raw);
  } catch (error) {
    kbError.value = (error as Error).message;
  }
}

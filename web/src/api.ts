// The REST API of `her2 serve`, typed as far as the workbench reads it. Patient data goes in bodies, never in addresses.
import { asOf, region } from './settings';

export interface Problem {
  severity: 'error' | 'warning';
  code: string;
  where: string;
  message: string;
  remedy: string;
  case?: string;
}

export interface Approval {
  agency: string;
  date: string;
  kind: string;
  source: string;
  grade: string;
  url: string;
}

export interface Option {
  id: string;
  region: string;
  regimen: string[];
  population: string;
  state: 'indicated' | 'possible' | 'not-indicated';
  safety: string;
  rank: number | null;
  basis: string;
  missing: string[];
  failed: string[];
  baselineDue: string[];
  approvals: Approval[];
  evidence: Evidence[];
  guidelines: { id: string; body: string; says: string; state: string }[];
}

/// A trial behind an option, held against this patient.
export interface Evidence {
  trial: string;
  title: string;
  design: string;
  fit: { met: string[]; unmet: string[]; unknown: string[] };
  subgroups: string[];
  possibleSubgroups: string[];
  mcbs: { basis: 'published' | 'computed'; form: string; endpoint: string; in?: string; preliminary: string[]; final?: string; verify?: boolean; grade?: string }[];
  results?: TrialResult[];
}

export interface TrialResult {
  endpoint: string;
  analysis: string;
  in?: string;
  arms: string[];
  primary: boolean;
  hr?: (number | null)[];
  rr?: (number | null)[];
  or?: (number | null)[];
  level?: number;
  medians?: (null | (number | null)[])[];
  rates?: (null | (number | null)[])[];
  at?: number;
  gain?: { value: number; unit: string; basis: string };
  unit?: string;
  sources: string[];
  grade: string;
}

export interface Guideline {
  id: string;
  title: string;
  body: string;
  kind: string;
  says: string;
  state: 'applies' | 'possible';
  missing: string[];
  verify: boolean;
  regimens: string[][];
  text: string;
  strength?: string;
  quality?: string;
  from?: string;
  sources: string[];
  grade: string;
  options: string[];
}

/// What every entry of `safety` says of itself.
export interface SafetyLine {
  drugs: string[];
  regions: string[];
  certain: boolean;
  verify: boolean;
  say: string;
  because: string[];
  missing: string[];
  rule: string;
  sources: string[];
}
export interface RiskItem {
  say: string;
  weight: string;
  because: string[];
}
export interface Safety {
  due: string[];
  monitoring: (SafetyLine & { check: string; title: string; beforeEachDose: boolean; last?: string; due?: string; window?: string; state: string })[];
  holds: (SafetyLine & { topic: string; title: string; actions: string[]; finding?: string; recheckFrom?: string; recheckBy?: string; recheckOverdue: boolean; nextDose?: string })[];
  interactions: (SafetyLine & { medication: string; level: string })[];
  urgent: (SafetyLine & { symptom: string; since?: string; urgency: 'report' | 'same-day' | 'emergency'; patient: string })[];
  cardiacRisk: string[];
  ildRisk: string[];
  risks: (SafetyLine & { scale: string; classes: string[]; present: RiskItem[]; unknown: RiskItem[]; absent: RiskItem[] })[];
  precautions: (SafetyLine & { level: string })[];
  baseline: (SafetyLine & { check: string; title: string; state: string; last?: string; within?: string; lacking: string[] })[];
  contraception: (SafetyLine & { lactation: boolean; span: string; until?: string })[];
  team: (SafetyLine & { topic: string; who: string[] })[];
  goals: string;
  notCovered: string[];
  takenAsAbsent: string[];
}

export interface NextTest {
  test: string;
  title: string;
  decides: string[];
  outcomes: {
    if: string;
    then: string;
    result: string[];
    class: string[];
    owed: string[];
    indicated: string[];
    possible: string[];
    notIndicated: string[];
    set: string[];
    howOften: { percent: number; ci?: number[]; of: string; source: string; grade: string }[];
  }[];
}

export interface Specimen {
  id: string;
  date?: string;
  site?: string;
  tested: boolean;
  decides: boolean;
  result: string[];
  class: string[];
  ihcScore: string[];
  ishGroup: string[];
  owed: string[];
  missing: string[];
  comments: string[];
  flags: string[];
  retest: string[];
  ofItsDay?: { ruleSet: string | null; ruleSetBasis: string; result: string[]; class: string[] };
}

export interface TraceLine {
  rule: string;
  place: string;
  outcome: string;
  says: string;
  because: string[];
  sources: string[];
}

export interface PredictStep {
  treatment: string;
  survival: number[][];
  gain: number[][];
}

export interface Predict {
  model: string;
  version: string;
  state: 'answered' | 'refused' | 'not-known';
  refused: string[];
  missing: string[];
  open: string[];
  caveats: { id: string; text: string }[];
  horizons?: number[];
  surgeryOnly?: { survival: number[][] };
  plans?: { id: string; title: string; steps: PredictStep[] }[];
}

export interface Assessment {
  case: string;
  asOf: string;
  regions: string[];
  knowledge: { release: string; hash: string; reviewDue: { what: string; by: string }[] };
  engine: string;
  inputHash: string;
  status: { result: string[]; class: string[]; ruleSet: string | null; specimens: Specimen[]; flags: string[]; retest: string[] };
  options: Option[];
  benefit?: { predict: Predict[] };
  guidelines: Guideline[];
  safety: Safety;
  nextTests: NextTest[];
  assumptions: string[];
  warnings: (string | Problem)[];
  trace: Record<string, TraceLine[]>;
}

/// What the service said instead of an answer.
export class Refusal extends Error {
  constructor(
    message: string,
    readonly problems: Problem[],
  ) {
    super(message);
  }
}

async function call(path: string, body?: string, signal?: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, body === undefined ? { signal } : { method: 'POST', body, signal });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Refusal('The service does not answer. Is `her2 serve` still running?', []);
  }
  if (response.ok) return response;
  const text = await response.text();
  let message = `The service answered ${response.status}.`;
  let problems: Problem[] = [];
  try {
    const json = JSON.parse(text) as { message?: string; problems?: Problem[]; remedy?: string };
    message = [json.message, json.remedy].filter(Boolean).join('. ') || message;
    problems = json.problems ?? [];
  } catch {
    // not JSON: the status says all there is
  }
  throw new Refusal(message, problems);
}

function query(more: Record<string, string> = {}): string {
  const parameters = new URLSearchParams(more);
  if (asOf.value) parameters.set('asOf', asOf.value);
  parameters.set('region', region.value);
  return `?${parameters}`;
}

export async function assess(record: string, signal?: AbortSignal): Promise<Assessment> {
  return (await call(`/api/v1/assess${query()}`, record, signal)).json() as Promise<Assessment>;
}

export async function assessAs(format: string, record: string, signal?: AbortSignal): Promise<string> {
  return (await call(`/api/v1/assess${query({ format })}`, record, signal)).text();
}

export async function toCase(record: string): Promise<{ record: Record<string, unknown>; problems: Problem[] }> {
  return (await call('/api/v1/case', record)).json() as never;
}

export interface WhatIf {
  answer: { whatIf: string[]; differences: { path: string; before: unknown; after: unknown }[] };
  supposed: Record<string, unknown>;
}

/// `record` is JSON text and goes in as it is.
export async function whatIf(record: string, suppose: string[]): Promise<WhatIf> {
  const body = `{"suppose":${JSON.stringify(suppose)},"record":${record}}`;
  return (await call(`/api/v1/what-if${query()}`, body)).json() as Promise<WhatIf>;
}

export interface Screened {
  worklist: string;
  headerLines: number;
  problems: Problem[];
}

export async function screen(records: string, signal?: AbortSignal): Promise<Screened> {
  return (await call(`/api/v1/screen${query({ format: 'worklist' })}`, records, signal)).json() as Promise<Screened>;
}

export async function knowledgeJson(): Promise<unknown> {
  return (await call('/api/v1/knowledge?format=json')).json();
}

export async function knowledgeText(name: string): Promise<string> {
  return (await call(`/api/v1/knowledge/${name.split('/').map(encodeURIComponent).join('/')}`)).text();
}

export async function serviceToday(): Promise<string> {
  const vocabulary = (await (await call('/api/v1/vocabulary')).json()) as { today: string };
  return vocabulary.today;
}

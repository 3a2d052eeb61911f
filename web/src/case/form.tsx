// The form for the common facts. What it has no field for stays in the record untouched (see the JSON tab).
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { kb } from '../kb';
import { caseJson, edit, get, type Json } from './state';

type Kind = 'number' | 'date' | 'text' | 'truth' | 'list' | { codes: string; many?: boolean };
interface Field {
  path: string;
  label: string;
  kind: Kind;
  unit?: string;
  only?: (kind: string) => boolean;
}

const breast = (kind: string) => kind === 'breast' || kind === '';
const upperGi = (kind: string) => ['gastric', 'gej', 'oesophageal'].includes(kind);

const person: Field[] = [
  { path: 'id', label: 'Case', kind: 'text' },
  { path: 'birthDate', label: 'Born', kind: 'date' },
  { path: 'sex', label: 'Sex', kind: { codes: 'sex' } },
  { path: 'menopause', label: 'Menopause', kind: { codes: 'menopause' }, only: breast },
  { path: 'pregnant', label: 'Pregnant', kind: 'truth' },
];

const tumour: Field[] = [
  { path: 'kind', label: 'Tumour', kind: { codes: 'tumour-kind' } },
  { path: 'setting', label: 'Setting', kind: { codes: 'setting' } },
  { path: 'histology', label: 'Histology', kind: { codes: 'histology' } },
  { path: 'diagnosed', label: 'Diagnosed', kind: 'date' },
  { path: 'stage', label: 'Stage', kind: 'text' },
  { path: 't', label: 'T', kind: 'text' },
  { path: 'n', label: 'N', kind: 'text' },
  { path: 'sizeMm', label: 'Size', kind: 'number', unit: 'mm' },
  { path: 'grade', label: 'Grade', kind: 'number' },
  { path: 'positiveNodes', label: 'Positive nodes', kind: 'number' },
  { path: 'er.status', label: 'ER', kind: { codes: 'receptor' }, only: breast },
  { path: 'er.percent', label: 'ER', kind: 'number', unit: '%', only: breast },
  { path: 'pr.status', label: 'PR', kind: { codes: 'receptor' }, only: breast },
  { path: 'pr.percent', label: 'PR', kind: 'number', unit: '%', only: breast },
  { path: 'ki67Percent', label: 'Ki-67', kind: 'number', unit: '%', only: breast },
  { path: 'pdl1Cps', label: 'PD-L1 CPS', kind: 'number', only: upperGi },
  { path: 'ras', label: 'RAS', kind: { codes: 'mutation-state' }, only: (k) => k === 'colorectal' },
  { path: 'operable', label: 'Operable', kind: 'truth' },
  { path: 'metastases', label: 'Metastases', kind: { codes: 'metastasis-site', many: true } },
  { path: 'brainMetastases', label: 'Brain metastases', kind: { codes: 'brain-metastases' } },
  { path: 'endocrineSuitable', label: 'Endocrine therapy suits as next line', kind: 'truth', only: breast },
];

const specimen: Field[] = [
  { path: 'id', label: 'Specimen', kind: 'text' },
  { path: 'date', label: 'Taken', kind: 'date' },
  { path: 'site', label: 'Site', kind: { codes: 'specimen-site' } },
  { path: 'kind', label: 'Kind', kind: { codes: 'specimen-kind' } },
  { path: 'ihc.score', label: 'IHC score', kind: { codes: 'ihc-score' } },
  { path: 'ihc.membraneStaining', label: 'Any membrane staining', kind: 'truth' },
  { path: 'ihc.percent', label: 'IHC stained', kind: 'number', unit: '%' },
  { path: 'ihc.antibody', label: 'Antibody', kind: 'text' },
  { path: 'ihc.scoring', label: 'Scored by', kind: { codes: 'ihc-scoring' } },
  { path: 'ish.probe', label: 'ISH probe', kind: { codes: 'ish-probe' } },
  { path: 'ish.ratio', label: 'HER2/CEP17 ratio', kind: 'number' },
  { path: 'ish.her2Copies', label: 'HER2 copies', kind: 'number', unit: '/cell' },
  { path: 'ish.cep17Copies', label: 'CEP17 copies', kind: 'number', unit: '/cell' },
  { path: 'ish.cells', label: 'Cells counted', kind: 'number' },
  { path: 'ish.reported', label: 'ISH as reported', kind: { codes: 'laboratory-reading' } },
];

const reported: Field[] = [
  { path: 'reported.result', label: 'Overall, as reported', kind: { codes: 'her2-result' } },
  { path: 'reported.date', label: 'Reported on', kind: 'date' },
  { path: 'reported.ruleSet', label: 'By rules', kind: { codes: 'rule-set' } },
  { path: 'fixationHours', label: 'Fixation', kind: 'number', unit: 'h' },
  { path: 'ischaemiaMinutes', label: 'Cold ischaemia', kind: 'number', unit: 'min' },
];

const treatment: Field[] = [
  { path: 'drugs', label: 'Drugs', kind: 'list' },
  { path: 'procedure', label: 'Procedure', kind: 'text' },
  { path: 'intent', label: 'Intent', kind: { codes: 'intent' } },
  { path: 'line', label: 'Line', kind: 'number' },
  { path: 'start', label: 'Start', kind: 'date' },
  { path: 'end', label: 'End', kind: 'date' },
  { path: 'endReason', label: 'Ended by', kind: { codes: 'end-reason' } },
  { path: 'residualDisease', label: 'Residual disease', kind: 'truth' },
  { path: 'recurrence', label: 'Recurrence', kind: 'date' },
];

const measurement: Field[] = [
  { path: 'kind', label: 'What', kind: 'text' },
  { path: 'value', label: 'Value', kind: 'number' },
  { path: 'unit', label: 'Unit', kind: 'text' },
  { path: 'date', label: 'Date', kind: 'date' },
];

const condition: Field[] = [
  { path: 'kind', label: 'Condition', kind: 'text' },
  { path: 'grade', label: 'Grade', kind: 'number' },
  { path: 'date', label: 'Date', kind: 'date' },
  { path: 'resolved', label: 'Resolved', kind: 'truth' },
];

const symptom: Field[] = [
  { path: 'kind', label: 'Symptom', kind: 'text' },
  { path: 'since', label: 'Since', kind: 'date' },
  { path: 'grade', label: 'Grade', kind: 'number' },
];

/// "≥2" as people type it, in the spelling of the format.
function asWritten(text: string): Json {
  const clean = text.trim().replace('≥', '>=').replace('≤', '<=').replace(/^([<>]=?)\s*/, '$1 ');
  return /^-?\d+(\.\d+)?$/.test(clean) ? Number(clean) : clean;
}

/// Codes that are no value of a record: they say that there is none.
const noValue = new Set(['not-done', 'indeterminate', 'not-stated']);

function Control({ field, path, id }: { field: Field; path: string; id: string }) {
  const value = get(caseJson.value ?? {}, path);
  const common = { id, 'data-path': path };
  const { kind } = field;
  if (kind === 'truth') {
    return (
      <select {...common} value={value === true ? 'yes' : value === false ? 'no' : ''} onChange={(e) => edit(path, e.currentTarget.value === '' ? undefined : e.currentTarget.value === 'yes')}>
        <option value="">not recorded</option>
        <option value="yes">yes</option>
        <option value="no">no</option>
      </select>
    );
  }
  if (typeof kind === 'object' && !kind.many) {
    const codes = (kb.value?.domains.get(kind.codes) ?? []).filter((c) => !noValue.has(c.code) || c.code === value);
    const known = value === undefined || value === null || codes.some((c) => c.code === value);
    const other = Array.isArray(value) ? value.join(' or ') : String(value);
    return (
      <select {...common} value={known ? ((value as string | null) ?? '') : 'other'} onChange={(e) => e.currentTarget.value !== 'other' && edit(path, e.currentTarget.value || undefined)}>
        <option value="">not recorded</option>
        {!known && <option value="other">{other}</option>}
        {codes.map((c) => (
          <option key={c.code} value={c.code}>
            {c.title}
          </option>
        ))}
      </select>
    );
  }
  const many = typeof kind === 'object' || kind === 'list';
  const text = value === undefined || value === null ? '' : Array.isArray(value) ? value.join(', ') : typeof value === 'object' ? JSON.stringify(value) : String(value);
  const list = kind === 'list' ? 'drug-names' : undefined;
  const write = (raw: string) => {
    if (raw.trim() === '') return edit(path, undefined);
    if (many) return edit(path, raw.split(',').map((part) => part.trim()).filter(Boolean));
    edit(path, kind === 'number' ? asWritten(raw) : raw.trim());
  };
  return (
    <input
      {...common}
      type="text"
      list={list}
      value={text}
      autoComplete="off"
      spellcheck={false}
      inputMode={kind === 'date' ? 'numeric' : undefined}
      placeholder={kind === 'date' ? 'YYYY-MM-DD' : kind === 'number' ? '' : undefined}
      onInput={(e) => !many && write(e.currentTarget.value)}
      onChange={(e) => write(e.currentTarget.value)}
    />
  );
}

function Fields({ fields, base, kind }: { fields: Field[]; base: string; kind: string }) {
  const prefix = useId();
  return (
    <div class="fields">
      {fields
        .filter((f) => !f.only || f.only(kind) || get(caseJson.value ?? {}, base + f.path) !== undefined)
        .map((field) => {
          const path = base + field.path;
          const id = `${prefix}-${field.path}`;
          return (
            <div class="field" key={field.path}>
              <label for={id}>
                {field.label}
                {field.unit && <span class="unit"> {field.unit}</span>}
              </label>
              <Control field={field} path={path} id={id} />
            </div>
          );
        })}
    </div>
  );
}

function Group({ title, children, open = true }: { title: string; children: ComponentChildren; open?: boolean }) {
  return (
    <details class="group" open={open}>
      <summary>
        <h3>{title}</h3>
      </summary>
      {children}
    </details>
  );
}

function Repeated({ name, title, fields, kind, open, more }: { name: string; title: string; fields: Field[]; kind: string; open?: boolean; more?: Field[] }) {
  const items = get(caseJson.value ?? {}, name);
  const count = Array.isArray(items) ? items.length : 0;
  const one = title.replace(/s$/, '').toLowerCase();
  return (
    <Group title={count > 0 ? `${title} (${count})` : title} open={open ?? count > 0}>
      {Array.from({ length: count }, (_, i) => (
        <fieldset class="item" key={i}>
          <legend>
            {title.replace(/s$/, '')} {i + 1}
          </legend>
          <Fields fields={fields} base={`${name}[${i}].`} kind={kind} />
          {more && (
            <details>
              <summary>As reported, and how it was handled</summary>
              <Fields fields={more} base={`${name}[${i}].`} kind={kind} />
            </details>
          )}
          <button type="button" class="link" onClick={() => edit(`${name}[${i}]`, undefined)}>
            Remove this {one}
          </button>
        </fieldset>
      ))}
      <button type="button" onClick={() => edit(`${name}[${count}]`, name === 'specimens' ? { id: `s${count + 1}` } : {})}>
        Add a {one}
      </button>
    </Group>
  );
}

export function CaseForm() {
  const kind = String(get(caseJson.value ?? {}, 'tumours[0].kind') ?? '');
  return (
    <form class="case-form" onSubmit={(e) => e.preventDefault()} aria-label="Facts of the case">
      <datalist id="drug-names">
        {kb.value?.raw.drugs.map((d) => (
          <option key={d.id} value={d.id} />
        ))}
      </datalist>
      <p class="muted hint">
        Leave empty what is not recorded. Numbers may be partly known: <code>&gt;= 2.0</code>, <code>[4.0..6.0)</code>; dates too: <code>2026-05</code>.
      </p>
      <Group title="Person">
        <Fields fields={person} base="" kind={kind} />
      </Group>
      <Group title="Tumour">
        <Fields fields={tumour} base="tumours[0]." kind={kind} />
      </Group>
      <Repeated name="specimens" title="Specimens" fields={specimen} more={reported} kind={kind} open />
      <Repeated name="treatments" title="Treatments" fields={treatment} kind={kind} />
      <Repeated name="measurements" title="Measurements" fields={measurement} kind={kind} />
      <Repeated name="conditions" title="Conditions" fields={condition} kind={kind} />
      <Repeated name="symptoms" title="Symptoms" fields={symptom} kind={kind} />
      <Group title="Medicines now" open={get(caseJson.value ?? {}, 'medications') !== undefined}>
        <Fields fields={[{ path: 'medications', label: 'Names, with commas', kind: 'list' }]} base="" kind={kind} />
      </Group>
    </form>
  );
}

// A cohort: drop a file, see where everybody stands, filter, open a patient, take the worklist away.
import * as Plot from '@observablehq/plot';
import { computed, signal } from '@preact/signals';
import { csvFormatRows } from 'd3-dsv';
import { open } from '../case/state';
import { kb } from '../kb';
import { day, go, region } from '../settings';
import { download, Panel, plural, Plotted } from '../ui';
import { done, duplicates, fileName, header, problems, rows, run, running, stop, tableHeader, total, trouble, type WorklistRow } from './state';
import sample from '../../../examples/cohort/sample.csv?raw';

const k = () => kb.value!;

type Facet = 'class' | 'options' | 'owed' | 'tumour';
const facets: [Facet, string][] = [
  ['class', 'HER2 class'],
  ['options', 'Options'],
  ['owed', 'Tests owed'],
  ['tumour', 'Tumour'],
];
const filters = signal<Partial<Record<Facet, string>>>({});
const search = signal('');
const sortBy = signal<{ column: string; down: boolean }>({ column: '', down: false });
const page = signal(0);
const pageSize = 100;

const optionState = (row: WorklistRow) => (row.indicated.length > 0 ? 'indicated' : row.possible.length > 0 ? 'possible' : 'none');
const classKey = (row: WorklistRow) => row.class.join(' or ');
const keysOf: Record<Facet, (row: WorklistRow) => string[]> = {
  class: (row) => [classKey(row)],
  options: (row) => [optionState(row)],
  owed: (row) => (row.owed.length > 0 ? row.owed : ['nothing owed']),
  tumour: (row) => [row.tumour || 'not recorded'],
};

function titleOf(facet: Facet, key: string): string {
  if (facet === 'class') return key.split(' or ').map((c) => k().code('her2-class', c)).join(' or ');
  if (facet === 'owed') return key === 'nothing owed' ? key : k().code('work-up', key);
  if (facet === 'tumour') return k().code('tumour-kind', key);
  return { indicated: 'at least one indicated', possible: 'only possible ones', none: 'none' }[key] ?? key;
}

const matching = computed(() => {
  const words = search.value.toLowerCase();
  const wanted = Object.entries(filters.value) as [Facet, string][];
  return rows.value.filter((row) => wanted.every(([facet, key]) => keysOf[facet](row).includes(key)) && (!words || row.cells.some((c) => c.toLowerCase().includes(words))));
});

const columns: [string, string, (row: WorklistRow) => string | number][] = [
  ['case', 'Case', (r) => r.id],
  ['tumour', 'Tumour', (r) => r.tumour],
  ['result', 'Result', (r) => r.result.join(' or ')],
  ['class', 'Class', (r) => classKey(r)],
  ['owed', 'Owed', (r) => r.owed.join('; ')],
  ['indicated', 'Indicated', (r) => r.indicated.length],
  ['possible', 'Possible', (r) => r.possible.length],
  ['flags', 'Flags', (r) => r.flags.join('; ')],
];

const shown = computed(() => {
  const { column, down } = sortBy.value;
  const value = columns.find(([id]) => id === column)?.[2];
  if (!value) return matching.value;
  const order = (a: WorklistRow, b: WorklistRow) => {
    const [x, y] = [value(a), value(b)];
    return typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y), 'en', { numeric: true });
  };
  return [...matching.value].sort((a, b) => (down ? order(b, a) : order(a, b)));
});

async function take(file: File | undefined) {
  if (!file) return;
  reset();
  await run(file.name, await file.text());
}

function reset() {
  filters.value = {};
  search.value = '';
  page.value = 0;
}

function choose(facet: Facet, key: string) {
  const { [facet]: before, ...rest } = filters.value;
  filters.value = before === key ? rest : { ...filters.value, [facet]: key };
  page.value = 0;
}

async function openCase(row: WorklistRow) {
  if (!row.record) return;
  await open(tableHeader.value ? `${tableHeader.value}\n${row.record.text}\n` : row.record.text);
  go('case');
}

export function CohortPage() {
  const any = rows.value.length > 0 || problems.value.length > 0;
  return (
    <div class="cohort-page">
      <section class="drop" aria-label="Cohort file" onDragOver={(e) => e.preventDefault()} onDrop={(e) => (e.preventDefault(), void take(e.dataTransfer?.files[0]))}>
        <h2 class="title">{fileName.value || 'A cohort'}</h2>
        <p>
          Drop a registry table (CSV, TSV) or NDJSON of cases or FHIR Bundles here, or{' '}
          <label class="file">
            open a file
            <input type="file" accept=".csv,.tsv,.txt,.ndjson,.jsonl" onChange={(e) => (void take(e.currentTarget.files?.[0]), (e.currentTarget.value = ''))} />
          </label>{' '}
          <button type="button" onClick={() => (reset(), void run('sample.csv (60 invented patients)', sample))}>
            Try the sample
          </button>
        </p>
        {running.value && (
          <p>
            <progress max={Math.max(1, total.value)} value={done.value} aria-label="Records assessed" /> {done.value.toLocaleString('en')} of {plural(total.value, 'record')}{' '}
            <button type="button" onClick={stop}>
              Stop
            </button>
          </p>
        )}
        {trouble.value && (
          <p class="notice notice-error" role="alert">
            {trouble.value}
          </p>
        )}
        {any && <Counts />}
      </section>
      {rows.value.length > 0 && (
        <>
          <div class="cohort-grid">
            <Panel title="Where everybody stands" id="flow">
              <Flow />
              <p class="muted">Sets are kept: “HER2-positive or HER2-low” means one of these, not known which.</p>
            </Panel>
            <Panel title="Filter" id="facets">
              <div class="facets">
                {facets.map(([facet, title]) => (
                  <FacetList key={facet} facet={facet} title={title} />
                ))}
              </div>
            </Panel>
          </div>
          <Worklist />
        </>
      )}
      {problems.value.length > 0 && <Problems />}
    </div>
  );
}

function Counts() {
  const errors = new Set(problems.value.filter((p) => p.severity === 'error').map((p) => p.where.split(':')[0])).size;
  const warnings = problems.value.filter((p) => p.severity === 'warning').length;
  return (
    <p role="status">
      <strong>{plural(done.value, 'record')} in</strong> = {rows.value.length.toLocaleString('en')} assessed + {plural(done.value - rows.value.length, 'error')}; {plural(warnings, 'warning')}
      {duplicates.value > 0 && `; ${plural(duplicates.value, 'id')} seen before`}
      {errors > 0 && done.value - rows.value.length === 0 && `; ${plural(errors, 'error')}`}. As of {day.value}, {region.value.replace(',', ' and ')}.
    </p>
  );
}

function Flow() {
  const list = matching.value;
  const total = new Map<string, number>();
  for (const row of list) total.set(classKey(row), (total.get(classKey(row)) ?? 0) + 1);
  const order = [...total].sort((a, b) => b[1] - a[1]).map(([key]) => titleOf('class', key));
  const data = list.map((row) => ({ class: titleOf('class', classKey(row)), state: titleOf('options', optionState(row)) }));
  const states = ['indicated', 'possible', 'none'].map((s) => titleOf('options', s));
  const words = [...total].map(([key, n]) => `${titleOf('class', key)} ${n}`).join(', ');
  return (
    <Plotted
      label={`Patients by HER2 class, and whether an option is indicated or possible: ${words}`}
      deps={[list]}
      draw={(width) =>
        Plot.plot({
          width,
          height: 60 + 26 * order.length,
          marginLeft: Math.min(230, width * 0.45),
          style: { fontSize: '12px' },
          x: { label: 'patients', grid: true },
          y: { domain: order, label: null, tickFormat: (t: string) => (t.length > 34 ? `${t.slice(0, 33)}…` : t) },
          color: { domain: states, range: ['var(--plot-indicated)', 'var(--plot-possible)', 'var(--plot-none)'], legend: true },
          marks: [Plot.barX(data, Plot.groupY({ x: 'count' }, { y: 'class', fill: 'state', order: states, inset: 0.5 })), Plot.ruleX([0])],
        })
      }
    />
  );
}

function FacetList({ facet, title }: { facet: Facet; title: string }) {
  const counts = new Map<string, number>();
  for (const row of rows.value) for (const key of keysOf[facet](row)) counts.set(key, (counts.get(key) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const chosen = filters.value[facet];
  return (
    <div class="facet">
      <h3>{title}</h3>
      <ul>
        {[...counts]
          .sort((a, b) => b[1] - a[1])
          .map(([key, count]) => (
            <li key={key}>
              <button type="button" class="facet-button" aria-pressed={chosen === key} onClick={() => choose(facet, key)}>
                <span class="facet-fill" style={{ inlineSize: `${(100 * count) / most}%` }} />
                <span class="facet-title">{titleOf(facet, key)}</span>
                <span class="facet-count">{count}</span>
              </button>
            </li>
          ))}
      </ul>
    </div>
  );
}

function Worklist() {
  const list = shown.value;
  const pages = Math.max(1, Math.ceil(list.length / pageSize));
  const at = Math.min(page.value, pages - 1);
  const { column, down } = sortBy.value;
  return (
    <Panel title="Worklist" id="worklist" count={list.length}>
      <p class="controls">
        <label>
          Find{' '}
          <input
            type="search"
            value={search.value}
            onInput={(e) => {
              search.value = e.currentTarget.value;
              page.value = 0;
            }}
          />
        </label>
        {Object.keys(filters.value).length > 0 && (
          <button type="button" onClick={reset}>
            All patients
          </button>
        )}
        <button type="button" onClick={() => download('worklist.csv', 'text/csv', csvFormatRows([header.value, ...list.map((r) => r.cells)]) + '\n')}>
          Export CSV
        </button>
        {pages > 1 && (
          <span class="pager">
            <button type="button" disabled={at === 0} onClick={() => (page.value = at - 1)}>
              Back
            </button>{' '}
            page {at + 1} of {pages}{' '}
            <button type="button" disabled={at + 1 >= pages} onClick={() => (page.value = at + 1)}>
              On
            </button>
          </span>
        )}
      </p>
      <div class="table-scroll" tabIndex={0} role="region" aria-label="Worklist">
        <table class="grid worklist">
          <thead>
            <tr>
              {columns.map(([id, title]) => (
                <th scope="col" key={id} aria-sort={column === id ? (down ? 'descending' : 'ascending') : 'none'}>
                  <button type="button" class="sort" onClick={() => (sortBy.value = { column: id, down: column === id && !down })}>
                    {title}
                    <span aria-hidden="true">{column === id ? (down ? ' ▾' : ' ▴') : ''}</span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {list.slice(at * pageSize, (at + 1) * pageSize).map((row, i) => (
              <tr key={`${row.id}-${i}`}>
                <th scope="row">
                  {row.record ? (
                    <button type="button" class="link" onClick={() => void openCase(row)}>
                      {row.id}
                    </button>
                  ) : (
                    row.id
                  )}
                </th>
                <td>{k().code('tumour-kind', row.tumour)}</td>
                <td>{k().codes('her2-result', row.result)}</td>
                <td>{k().codes('her2-class', row.class)}</td>
                <td>{row.owed.map((o) => k().code('work-up', o)).join('; ')}</td>
                <OptionCell ids={row.indicated} />
                <OptionCell ids={row.possible} />
                <td>{row.flags.map((f) => k().code('flag', f)).join('; ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

/// Drugs of the options, each once, with the regions: "trastuzumab deruxtecan US EU".
function OptionCell({ ids }: { ids: string[] }) {
  const drugs = new Map<string, Set<string>>();
  for (const id of ids) {
    const [option, where] = id.split('@');
    const drug = option!.split('/')[0]!;
    drugs.set(drug, (drugs.get(drug) ?? new Set()).add(where ?? ''));
  }
  return (
    <td>
      {[...drugs].map(([drug, regions]) => (
        <span class="drug-cell" key={drug}>
          {k().drug(drug)} <span class="muted">{[...regions].join(' ')}</span>
        </span>
      ))}
    </td>
  );
}

function Problems() {
  const list = problems.value;
  return (
    <Panel title="Errors and warnings" id="cohort-problems" count={list.length}>
      <p class="controls">
        <button type="button" onClick={() => download('problems.ndjson', 'application/x-ndjson', list.map((p) => JSON.stringify(p)).join('\n') + '\n')}>
          Export (holds cells of records)
        </button>
      </p>
      <ul class="problems">
        {list.slice(0, 200).map((p, i) => (
          <li key={i} class={p.severity}>
            <strong>{p.severity}</strong> <code>{p.where}</code> {p.case} {p.message}
            {p.remedy && <span class="muted">. {p.remedy}</span>}
          </li>
        ))}
      </ul>
      {list.length > 200 && <p class="muted">The first 200 of {list.length}.</p>}
    </Panel>
  );
}

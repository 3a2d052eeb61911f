// The trials behind the options that are open, held against this patient, and what guideline bodies say. Each line of the
// plot is one trial's own comparison; lines of different trials are not to be compared.
import * as Plot from '@observablehq/plot';
import type { Assessment, Evidence, TrialResult } from '../api';
import { kb } from '../kb';
import { Panel, plural, Plotted, Sources } from '../ui';

const k = () => kb.value!;
const endpoints: Record<string, string> = { pfs: 'progression-free survival', os: 'overall survival', orr: 'response rate', dfs: 'disease-free survival', idfs: 'invasive disease-free survival', pcr: 'pathological complete response' };
const endpointName = (code: string) => endpoints[code] ?? code.replaceAll('-', ' ');
const digits = (value: number | null | undefined, decimals?: number) => (value === null || value === undefined ? '–' : decimals === undefined ? String(value) : value.toFixed(decimals));
/// A value with its interval; "–" for what was not reached or not given.
function shown(values: (number | null)[] | null | undefined, decimals?: number): string {
  if (!values) return '–';
  const [value, low, high] = values.map((v) => digits(v, decimals));
  return values.length > 2 ? `${value} (${low} to ${high})` : value!;
}

const ratioOf = (r: TrialResult) => r.hr ?? r.rr ?? r.or;
const ratioName = (r: TrialResult) => (r.hr ? 'HR' : r.rr ? 'RR' : 'OR');

export function EvidencePanel({ result }: { result: Assessment }) {
  // A trial may stand behind several options; it is shown once.
  const trials = [...new Map(result.options.flatMap((o) => o.evidence).map((e) => [e.trial, e])).values()];
  const states = { applies: result.guidelines.filter((g) => g.state === 'applies'), possible: result.guidelines.filter((g) => g.state === 'possible') };
  if (trials.length === 0 && result.guidelines.length === 0) return null;
  return (
    <Panel title="Evidence and guidelines" id="evidence" count={trials.length}>
      <p class="muted">Each trial against its own control. Lines of two trials are not to be compared.</p>
      {trials.some((t) => (t.results ?? []).some((r) => r.hr)) && <HazardPlot trials={trials} />}
      {trials.map((t) => (
        <TrialEntry key={t.trial} trial={t} />
      ))}
      {(['applies', 'possible'] as const).map((state) =>
        states[state].length === 0 ? null : (
          <details key={state} open={state === 'applies'}>
            <summary>
              <h3>
                {state === 'applies' ? 'Guidelines that speak of this patient' : 'Guidelines that may'} <span class="count">{states[state].length}</span>
              </h3>
            </summary>
            <ul class="guidelines">
              {states[state].map((g) => (
                <li key={g.id}>
                  <b>{g.body}</b> <span class={`tag says-${g.says}`}>{g.says.replaceAll('-', ' ')}</span> {g.text}{' '}
                  <span class="muted">
                    {[g.strength && `strength ${g.strength}`, g.quality && `quality ${g.quality}`, g.from && `since ${g.from}`].filter(Boolean).join(', ')}
                  </span>{' '}
                  {g.missing.length > 0 && <span class="muted">depends on {g.missing.map((m) => k().title(m)).join(', ')}</span>} {g.verify && <span class="tag safety-caution">verify</span>} <Sources ids={g.sources} />
                </li>
              ))}
            </ul>
          </details>
        ),
      )}
    </Panel>
  );
}

/// The rows a plot shows of a trial: of each time-to-event endpoint the latest one of all patients (the last given), and
/// the subgroup the patient is in.
function plotted(trials: Evidence[]) {
  return trials.flatMap((t) =>
    [...new Map((t.results ?? []).filter((r) => r.hr && r.hr.length === 3 && ['os', 'pfs', 'dfs', 'idfs', 'efs'].includes(r.endpoint)).map((r) => [`${r.endpoint} ${r.in ?? ''}`, r])).values()].map((r) => ({
      trial: t.title,
      label: `${r.endpoint.toUpperCase()}${r.in ? `, ${r.in}` : ', all'}`,
      hr: r.hr![0]!,
      low: r.hr![1]!,
      high: r.hr![2]!,
    })),
  );
}

function HazardPlot({ trials }: { trials: Evidence[] }) {
  const rows = plotted(trials);
  if (rows.length === 0) return null;
  const least = Math.min(0.4, ...rows.map((r) => r.low));
  const most = Math.max(1.2, ...rows.map((r) => r.high));
  return (
    <Plotted
      label={`Hazard ratios with their intervals: ${plural(rows.length, 'row')} of ${plural(new Set(rows.map((r) => r.trial)).size, 'trial')}; the numbers stand in the tables below`}
      deps={[rows.map((r) => `${r.trial}${r.label}${r.hr}`).join()]}
      draw={(width) => {
        const narrow = width < 560;
        const cut = (text: string) => (narrow && text.length > 22 ? `${text.slice(0, 21)}…` : text.length > 48 ? `${text.slice(0, 47)}…` : text);
        const ordered = rows.map((r, i) => ({ ...r, at: i }));
        return Plot.plot({
          width,
          height: 66 + 20 * rows.length,
          marginBottom: 38,
          marginLeft: narrow ? 150 : 320,
          marginRight: 16,
          marginTop: 24,
          style: { fontSize: '12px' },
          x: { type: 'log', domain: [least, most], label: 'hazard ratio (below 1 favours the first arm)', ticks: [0.3, 0.5, 0.7, 1, 1.4, 2].filter((t) => t >= least && t <= most), tickFormat: (t: number) => String(t), grid: true },
          y: { type: 'band', domain: ordered.map((r) => r.at), label: null, tickSize: 0, tickFormat: (at: number) => cut(`${at === 0 || ordered[at - 1]!.trial !== ordered[at]!.trial ? `${ordered[at]!.trial}: ` : ''}${ordered[at]!.label}`) },
          marks: [
            Plot.ruleX([1], { stroke: 'var(--text)' }),
            Plot.ruleY(ordered, { x1: 'low', x2: 'high', y: 'at', stroke: 'var(--accent)', strokeWidth: 2 }),
            Plot.dot(ordered, { x: 'hr', y: 'at', fill: 'var(--accent)', r: 4, symbol: 'square', title: (r: (typeof ordered)[number]) => `${r.trial}, ${r.label}: ${r.hr} (${r.low} to ${r.high})` }),
          ],
        });
      }}
    />
  );
}

function TrialEntry({ trial }: { trial: Evidence }) {
  const { fit } = trial;
  const scores = new Map<string, string[]>();
  for (const m of trial.mcbs) {
    const score = `${m.final ?? m.preliminary.join(' or ')}${m.in ? `, ${m.in}` : ''}`;
    scores.set(score, [...new Set([...(scores.get(score) ?? []), m.basis === 'computed' ? 'worked out here' : 'ESMO'])]);
  }
  return (
    <details class="trial">
      <summary>
        <b>{trial.title}</b> <span class="muted">{trial.design}</span> {fit.unmet.length > 0 && <span class="tag safety-caution">{plural(fit.unmet.length, 'entry criterion', 'entry criteria')} not met</span>}
        {scores.size > 0 && <span class="tag">ESMO-MCBS {[...scores].map(([score, by]) => `${score} (${by.join(' and ')})`).join('; ')}</span>}
      </summary>
      <p>
        <a href={`#/knowledge/entry/${trial.trial}`}>The trial in the knowledge</a>
        {trial.subgroups.length > 0 && <span class="muted"> · this patient’s subgroups: {trial.subgroups.join('; ')}</span>}
      </p>
      <ul class="fit">
        {fit.unmet.map((f) => (
          <li key={f} class="outcome-fails">
            <span class="mark">✗</span> does not meet: {f}
          </li>
        ))}
        {fit.unknown.map((f) => (
          <li key={f} class="outcome-not-known">
            <span class="mark">?</span> not known: {f}
          </li>
        ))}
        {fit.met.map((f) => (
          <li key={f} class="outcome-holds">
            <span class="mark">✓</span> {f}
          </li>
        ))}
      </ul>
      {(trial.results ?? []).length > 0 && <Results trial={trial} />}
    </details>
  );
}

function Results({ trial }: { trial: Evidence }) {
  const results = trial.results!;
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={`Results of ${trial.title}`}>
      <table class="grid results">
        <thead>
          <tr>
            <th scope="col">Endpoint</th>
            <th scope="col">In</th>
            <th scope="col">Effect (interval)</th>
            <th scope="col">{results[0]!.arms.join(' against ')}</th>
            <th scope="col">Source</th>
          </tr>
        </thead>
        <tbody>
          {results.map((r, i) => {
            const ratio = ratioOf(r);
            const values = r.medians ?? r.rates;
            return (
              <tr key={i}>
                <th scope="row">
                  {endpointName(r.endpoint)} <span class="muted">{r.analysis}</span>
                </th>
                <td>{r.in ?? 'all patients'}</td>
                <td>
                  {ratio ? `${ratioName(r)} ${shown(ratio, 2)}` : ''}
                  {r.gain && (
                    <div class="muted">
                      {r.gain.value > 0 ? '+' : ''}
                      {r.gain.value} {r.gain.unit === 'mo' ? 'months' : r.gain.unit === '%' ? 'percentage points' : r.gain.unit} {r.gain.basis}
                    </div>
                  )}
                </td>
                <td>{values ? `${values.map((v) => shown(v)).join(' against ')} ${r.medians ? (r.unit === 'mo' ? 'months' : (r.unit ?? '')) : `%${r.at ? ` at ${r.at} months` : ''}`}` : ''}</td>
                <td>
                  <Sources ids={r.sources} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

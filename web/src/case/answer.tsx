// The answer below its headline: status, options, what to check, what to test next, evidence, assumptions, trace.
import type { Assessment, Problem, TraceLine } from '../api';
import { kb } from '../kb';
import { wide } from '../settings';
import { Panel, plural } from '../ui';
import { BenefitPanel } from './benefit';
import { FactChip } from './fact';
import { OptionsPanel } from './options';
import { StatusPanel, TraceEntry, wordsOf } from './status';

const k = () => kb.value!;

export function Answer({ result }: { result: Assessment }) {
  const status = <StatusPanel result={result} />;
  const options = <OptionsPanel result={result} />;
  const safety = <SafetyPanel result={result} />;
  const next = <NextTests result={result} />;
  const benefit = <BenefitPanel result={result} />;
  const doubts = <Doubts result={result} />;
  const trace = <Trace result={result} />;
  // Read in the same order on every screen: what is seen first comes first for the keyboard and for a screen reader.
  const columns = wide.value ? [[status, next, doubts, trace], [options, safety, benefit]] : [[status, options, safety, next, benefit, doubts, trace]];
  return (
    <div class="answer-grid">
      {columns.map((panels, i) => (
        <div class="column" key={i}>
          {panels}
        </div>
      ))}
    </div>
  );
}

function NextTests({ result }: { result: Assessment }) {
  const tests = result.nextTests;
  const most = Math.max(1, ...tests.map((t) => t.decides.length));
  return (
    <Panel title="What would decide more" id="next" count={tests.length}>
      {tests.length === 0 ? (
        <p class="muted">Nothing is open that a test or a fact would decide.</p>
      ) : (
        <ol class="bars">
          {tests.map((t) => (
            <li key={t.test}>
              <FactChip fact={t.test} text={k().title(t.test)} />
              <span class="bar-line">
                <span class="bar-fill" style={{ inlineSize: `${(100 * t.decides.length) / most}%` }} />
              </span>
              <details>
                <summary>bears on {plural(t.decides.length, 'option')}</summary>
                <ul>
                  {t.decides.map((id) => (
                    <li key={id}>{optionName(result, id)}</li>
                  ))}
                </ul>
              </details>
              {t.outcomes.length > 0 && (
                <ul class="outcomes">
                  {t.outcomes.map((o, i) => (
                    <li key={i}>{outcomeWords(o)}</li>
                  ))}
                </ul>
              )}
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

function outcomeWords(outcome: unknown): string {
  if (outcome === null || typeof outcome !== 'object') return String(outcome);
  const { if: when, then } = outcome as { if?: unknown; then?: unknown };
  const words = (value: unknown): string => (Array.isArray(value) ? value.map(words).join('; ') : value !== null && typeof value === 'object' ? wordsOf(value) : String(value ?? ''));
  return `${words(when)} → ${words(then)}`;
}

export function optionName(result: Assessment, reference: string): string {
  const [id, region] = reference.split('@');
  const option = result.options.find((o) => o.id === id && (!region || o.region === region));
  return option ? `${option.region} ${k().regimen(option.regimen)}: ${option.population}` : reference;
}

/// Lists of `safety` in words, with what each means.
const safetyLists: [string, string][] = [
  ['holds', 'Hold, lower or stop'],
  ['interactions', 'Interactions'],
  ['due', 'Before the first dose, not in the record'],
  ['monitoring', 'Monitoring'],
  ['cardiacRisk', 'Cardiac risk'],
];

function SafetyPanel({ result }: { result: Assessment }) {
  const assessed = result.options.some((o) => !['not-assessed', 'baseline-due'].includes(o.safety));
  const anything = safetyLists.some(([list]) => (result.safety[list] ?? []).length > 0);
  return (
    <Panel title="Check first" id="safety">
      {safetyLists.map(([list, title]) => {
        const entries = result.safety[list] ?? [];
        return entries.length === 0 ? null : (
          <div key={list}>
            <h3>{title}</h3>
            <ul class={list === 'due' ? 'checks' : ''}>
              {entries.map((entry, i) => (
                <li key={i}>{typeof entry === 'string' ? checkName(entry) : wordsOf(entry)}</li>
              ))}
            </ul>
          </div>
        );
      })}
      {!anything && <p class="muted">No check is named for the options that are open.</p>}
      {!assessed && <p class="notice">Safety was not worked out: no contraindications, interactions or organ limits were applied. Nothing here says that a treatment is safe.</p>}
    </Panel>
  );
}

export function checkName(code: string): string {
  const known = k().domains.get('check')?.find((c) => c.code === code) ?? k().domains.get('safety-check')?.find((c) => c.code === code);
  const short: Record<string, string> = { lvef: 'LVEF', ecg: 'ECG' };
  return known?.title ?? short[code] ?? code.replaceAll('-', ' ');
}

function Doubts({ result }: { result: Assessment }) {
  const { assumptions, warnings } = result;
  const due = result.knowledge.reviewDue;
  return (
    <Panel title="Assumptions and warnings" id="doubts" count={assumptions.length + warnings.length}>
      {due.length > 0 && <p class="notice notice-warn">The knowledge was due for review: {due.map((d) => `${d.what} by ${d.by}`).join('; ')}.</p>}
      {warnings.length > 0 && (
        <>
          <h3>Warnings</h3>
          <ul>
            {warnings.map((w, i) => (
              <li key={i}>{typeof w === 'string' ? w : `${(w as Problem).where}: ${(w as Problem).message}`}</li>
            ))}
          </ul>
        </>
      )}
      {assumptions.length === 0 ? (
        <p class="muted">Nothing rests on a silence of the record.</p>
      ) : (
        <details open={assumptions.length <= 6}>
          <summary>{plural(assumptions.length, 'silence')} of the record, read as “none” or “not done”</summary>
          <ul>
            {assumptions.map((a) => (
              <li key={a}>{a}</li>
            ))}
          </ul>
        </details>
      )}
    </Panel>
  );
}

function Trace({ result }: { result: Assessment }) {
  const sections = Object.entries(result.trace);
  const open = new Set(result.options.filter((o) => o.state !== 'not-indicated').map((o) => `${o.id} (${o.region})`));
  const groups: [string, [string, TraceLine[]][]][] = [
    ['Specimens', sections.filter(([title]) => title.startsWith('specimen '))],
    ['Options that are open', sections.filter(([title]) => open.has(title))],
    ['Options not indicated', sections.filter(([title]) => !title.startsWith('specimen ') && !open.has(title))],
  ];
  return (
    <Panel title="Trace" id="trace">
      <p class="muted">Every rule that spoke, the values it met, where they stand in the record, and its sources.</p>
      {groups
        .filter(([, list]) => list.length > 0)
        .map(([group, list]) => (
          <details key={group}>
            <summary>
              {group} <span class="count">{list.length}</span>
            </summary>
            <div class="nested">
              {list.map(([title, lines]) => (
                <details key={title}>
                  <summary>
                    {title} <span class="muted">{plural(lines.length, 'line')}</span>
                  </summary>
                  <ul class="trace">
                    {lines.map((line, i) => (
                      <TraceEntry key={i} line={line} />
                    ))}
                  </ul>
                </details>
              ))}
            </div>
          </details>
        ))}
      <p class="muted place">
        Knowledge {result.knowledge.release} {result.knowledge.hash.slice(0, 12)} · engine {result.engine} · input {result.inputHash}
      </p>
    </Panel>
  );
}

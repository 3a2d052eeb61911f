// The answer below its headline: status, options, what to check, what to test next, evidence, assumptions, trace.
import type { Assessment, NextTest, TraceLine } from '../api';
import { kb } from '../kb';
import { wide } from '../settings';
import { Panel, plural, Sources } from '../ui';
import { BenefitPanel } from './benefit';
import { EvidencePanel } from './evidence';
import { FactChip } from './fact';
import { OptionsPanel } from './options';
import { SafetyPanel } from './safety';
import { StatusPanel, TraceEntry } from './status';

const k = () => kb.value!;

export function Answer({ result }: { result: Assessment }) {
  const status = <StatusPanel result={result} />;
  const options = <OptionsPanel result={result} />;
  const safety = <SafetyPanel result={result} />;
  const next = <NextTests result={result} />;
  const benefit = <BenefitPanel result={result} />;
  const evidence = <EvidencePanel result={result} />;
  const doubts = <Doubts result={result} />;
  const trace = <Trace result={result} />;
  // Read in the same order on every screen: what is seen first comes first for the keyboard and for a screen reader.
  const columns = wide.value ? [[status, next, doubts, trace], [options, safety, evidence, benefit]] : [[status, options, safety, next, evidence, benefit, doubts, trace]];
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
  return (
    <Panel title="What would decide more" id="next" count={tests.length}>
      {tests.length === 0 ? (
        <p class="muted">Nothing is open that a test or a fact would decide.</p>
      ) : (
        <ol class="next-tests">
          {tests.map((t) => (
            <li key={t.test}>
              <FactChip fact={t.test} text={t.title} /> <span class="muted">bears on {plural(t.decides.length, 'option')}</span>
              {t.outcomes.length > 0 && <Outcomes test={t} result={result} />}
              {t.decides.length > 0 && (
                <details>
                  <summary>Which options</summary>
                  <ul>
                    {t.decides.map((id) => (
                      <li key={id}>{optionName(result, id)}</li>
                    ))}
                  </ul>
                </details>
              )}
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

/// One row an outcome: what it would be, what follows, and how often it was found.
function Outcomes({ test, result }: { test: NextTest; result: Assessment }) {
  const known = { result: k().codes('her2-result', result.status.result), class: k().codes('her2-class', result.status.class) };
  const often = test.outcomes.some((o) => o.howOften.length > 0);
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={`Outcomes of ${test.title}`}>
      <table class="grid outcomes">
        <thead>
          <tr>
            <th scope="col">If</th>
            <th scope="col">Then</th>
            {often && <th scope="col">How often</th>}
          </tr>
        </thead>
        <tbody>
          {test.outcomes.map((o) => {
            const status = [k().codes('her2-result', o.result), k().codes('her2-class', o.class)];
            const moved = [
              ['indicated', o.indicated],
              ['possible', o.possible],
              ['ruled out', o.notIndicated],
            ] as const;
            return (
              <tr key={o.if}>
                <th scope="row">{o.if}</th>
                <td>
                  {status.join() !== [known.result, known.class].join() && <div>{[...new Set(status)].join(', ')}</div>}
                  {o.owed.length > 0 && <div>then owed: {k().codes('work-up', o.owed)}</div>}
                  {moved.map(([word, ids]) => ids.length > 0 && <Moved key={word} word={word} ids={ids} result={result} />)}
                  {o.then === 'nothing changes' && <span class="muted">nothing changes</span>}
                </td>
                {often && (
                  <td>
                    {o.howOften.map((h) => (
                      <div key={h.source + h.of}>
                        {h.percent} %{h.ci && ` (${h.ci.join(' to ')})`} <span class="muted">of {h.of}</span> <Sources ids={[h.source]} />
                      </div>
                    ))}
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Moved({ word, ids, result }: { word: string; ids: string[]; result: Assessment }) {
  return (
    <div>
      <b class={`state-${word === 'ruled out' ? 'not-indicated' : word}`}>{word}:</b> {ids.map((id) => optionName(result, id)).join('; ')}
    </div>
  );
}

export function optionName(result: Assessment, reference: string): string {
  const [id, region] = reference.split('@');
  const option = result.options.find((o) => o.id === id && (!region || o.region === region));
  return option ? `${option.region} ${k().regimen(option.regimen)}: ${option.population}` : reference;
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
              <li key={i}>{typeof w === 'string' ? w : `${w.where}: ${w.message}`}</li>
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

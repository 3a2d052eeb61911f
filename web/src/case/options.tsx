// What the labels say of this patient: indicated, possible (and what would decide), not indicated (and why).
import type { Assessment, Option } from '../api';
import { kb } from '../kb';
import { Grade, Panel, plural } from '../ui';
import { FactChip } from './fact';
import { checkName } from './safety';
import { TraceEntry } from './status';

const k = () => kb.value!;

const groups = [
  ['indicated', 'Indicated'],
  ['possible', 'Possible, not decided by this record'],
] as const;

export function OptionsPanel({ result }: { result: Assessment }) {
  const by = (state: Option['state']) => result.options.filter((o) => o.state === state).sort((a, b) => (a.rank ?? 999) - (b.rank ?? 999));
  const not = by('not-indicated');
  return (
    <Panel title="Options" id="options" count={result.options.length}>
      <p class="muted">“Indicated” means that the wording fits this record. It does not mean advisable, safe or better than another.</p>
      {groups.map(([state, title]) => (
        <div key={state}>
          <h3 class={`state-${state}`}>
            {title} <span class="count">{by(state).length}</span>
          </h3>
          {by(state).length === 0 && <p class="muted">None.</p>}
          {by(state).map((option) => (
            <OptionCard key={`${option.id}@${option.region}`} option={option} result={result} />
          ))}
        </div>
      ))}
      <details class="not-indicated">
        <summary>
          <h3 class="state-not-indicated">
            Not indicated <span class="count">{not.length}</span>
          </h3>
        </summary>
        <ul class="not-list">
          {not.map((option) => (
            <li key={`${option.id}@${option.region}`}>
              <span class="region">{option.region}</span> <strong>{k().regimen(option.regimen)}</strong> <span class="muted">{option.population}</span>
              <Criteria option={option} result={result} summary={`fails: ${option.failed.join('; ')}`} />
            </li>
          ))}
        </ul>
      </details>
    </Panel>
  );
}

export const safetyWords: Record<string, string> = {
  clear: 'no obstacle found',
  caution: 'caution',
  contraindicated: 'contraindicated',
  'baseline-due': 'checks due before the first dose',
  'not-assessed': 'safety not worked out',
};

function OptionCard({ option, result }: { option: Option; result: Assessment }) {
  return (
    <article class={`option option-${option.state}`}>
      <h4>
        <span class="region">{option.region}</span> {k().regimen(option.regimen)}
        {option.rank !== null && <span class="tag">rank {option.rank}</span>}
        {option.basis !== 'label' && <span class="tag">{option.basis}</span>}
        <span class={`tag safety-${option.safety}`}>{safetyWords[option.safety] ?? option.safety}</span>
      </h4>
      <p>{option.population}</p>
      {option.missing.length > 0 && (
        <p>
          Would decide:{' '}
          {option.missing.map((name) => (
            <FactChip key={name} fact={name} text={k().title(name)} />
          ))}
        </p>
      )}
      {option.baselineDue.length > 0 && (
        <details>
          <summary>{plural(option.baselineDue.length, 'check')} before the first dose, not in the record</summary>
          <p>{option.baselineDue.map((check) => checkName(result, check)).join(', ')}</p>
        </details>
      )}
      <ul class="approvals">
        {option.approvals.map((a) => (
          <li key={a.source + a.date}>
            {a.agency} {a.date} {a.kind}{' '}
            {a.url ? (
              <a href={a.url} rel="noreferrer" target="_blank">
                {a.source}
              </a>
            ) : (
              a.source
            )}
            <Grade grade={a.grade} />
          </li>
        ))}
      </ul>
      {option.guidelines.length > 0 && (
        <p>
          Guidelines:{' '}
          {option.guidelines.map((g) => (
            <a key={g.id} class="evidence" href={`#/knowledge/entry/${g.id}`}>
              {g.body}: {g.says.replaceAll('-', ' ')}
              {g.state === 'possible' ? ', if more is known' : ''}
            </a>
          ))}
        </p>
      )}
      <Criteria option={option} result={result} summary="Criteria, one by one" />
    </article>
  );
}

function Criteria({ option, result, summary }: { option: Option; result: Assessment; summary: string }) {
  const lines = result.trace[`${option.id} (${option.region})`] ?? [];
  return (
    <details>
      <summary>{summary}</summary>
      <ul class="trace">
        {lines.map((line, i) => (
          <TraceEntry key={i} line={line} />
        ))}
      </ul>
      <p>
        <a href={`#/knowledge/option/${option.id}`}>The wording in the knowledge</a>
      </p>
    </details>
  );
}

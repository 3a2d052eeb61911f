// The page for the tumour board's file: one sheet, printed from the same answer.
import type { Assessment } from '../api';
import { kb } from '../kb';
import { plural } from '../ui';
import { safetyWords } from './options';
import { checkName, held, Urgent } from './safety';

const k = () => kb.value!;

/// Result and class; once where they say the same.
const both = (s: { result: string[]; class: string[] }) => [...new Set([k().codes('her2-result', s.result), k().codes('her2-class', s.class)])].join(' · ');

export function PrintPage({ result }: { result: Assessment }) {
  const { status, options } = result;
  const open = options.filter((o) => o.state !== 'not-indicated');
  const sources = [...new Set(open.flatMap((o) => o.approvals.map((a) => a.source)))];
  return (
    <div class="print-page">
      <header>
        <strong>HER2: {result.case}</strong>
        <span>
          as of {result.asOf}, {result.regions.join(' and ')}; knowledge {result.knowledge.release} ({result.knowledge.hash.slice(0, 12)}), engine {result.engine}
        </span>
      </header>
      <Urgent result={result} />
      <h1>
        {both(status)}
      </h1>
      <p>{status.ruleSet && k().code('rule-set', status.ruleSet)} {status.flags.map((f) => k().code('flag', f)).join('; ')}</p>
      {status.specimens.map((s) => (
        <p key={s.id}>
          <b>{s.id}</b> {[s.site, s.date].filter(Boolean).join(', ')}
          {s.decides ? ' (decides)' : ''}: {k().codes('ihc-score', s.ihcScore)}; {k().codes('ish-group', s.ishGroup)}; {both(s)}
          {s.owed.length > 0 && `. Owed: ${s.owed.map((o) => k().code('work-up', o)).join('; ')}`}
          {s.flags.length > 0 && `. ${s.flags.map((f) => k().code('flag', f)).join('; ')}`}
        </p>
      ))}
      <h2>Options by label</h2>
      {open.length === 0 && <p>None indicated or possible.</p>}
      <ul>
        {open.map((o) => (
          <li key={o.id + o.region}>
            <b>
              {o.state} · {o.region} {k().regimen(o.regimen)}
            </b>
            : {o.population} [{o.approvals.map((a) => `${a.agency} ${a.date} ${a.kind}, ${a.source}, ${a.grade}`).join('; ')}]
            {o.safety !== 'not-assessed' && ` – ${safetyWords[o.safety] ?? o.safety}`}
            {o.missing.length > 0 && ` – would decide: ${o.missing.map((m) => k().title(m)).join('; ')}`}
          </li>
        ))}
      </ul>
      <p>{plural(options.length - open.length, 'more indication')} for this tumour, not indicated; reasons in the workbench.</p>
      {held(result.safety).length > 0 && (
        <p>
          <b>Hold, lower, stop, or mind:</b> {held(result.safety).join('; ')}
        </p>
      )}
      {result.safety.due.length > 0 && (
        <p>
          <b>Before the first dose, not in the record:</b> {result.safety.due.map((check) => checkName(result, check)).join(', ')}
        </p>
      )}
      {result.nextTests.length > 0 && (
        <p>
          <b>Would decide more:</b> {result.nextTests.map((t) => t.title).join('; ')}
        </p>
      )}
      {result.assumptions.length > 0 && (
        <p class="small">
          <b>Assumed from silence:</b> {result.assumptions.join(' · ')}
        </p>
      )}
      <p class="small">
        <b>Sources:</b>{' '}
        {sources.map((id) => `${id}: ${k().sources.get(id)?.title ?? ''}`).join(' · ')}
      </p>
      <p class="small">Decision support for health professionals: options and reasons, not orders. Not for emergencies. Check each source before acting.</p>
    </div>
  );
}

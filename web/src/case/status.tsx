// The status: one line to read first, then each specimen with the decision tables that spoke.
import type { Assessment, Specimen, TraceLine } from '../api';
import { kb } from '../kb';
import { Panel, plural, Sources } from '../ui';
import { FactChip, Because } from './fact';
import { RuleTable } from './rule_table';
import { Urgent } from './safety';

const k = () => kb.value!;

export function Headline({ result }: { result: Assessment }) {
  const { status, options } = result;
  const open = status.result.length > 1 || status.class.length > 1;
  const count = (state: string) => options.filter((o) => o.state === state).length;
  const owed = [...new Set(status.specimens.filter((s) => s.decides).flatMap((s) => s.owed))];
  const spoken = `${k().codes('her2-result', status.result)}; ${k().codes('her2-class', status.class)}. ${count('indicated')} options indicated, ${count('possible')} possible.`;
  return (
    <section class={`headline ${open ? 'headline-open' : ''}`} aria-labelledby="headline-title">
      <Urgent result={result} />
      <h2 id="headline-title" class="title">
        <Codes domain="her2-result" codes={status.result} />
        {status.class.join() !== status.result.join() && (
          <>
            <span class="dot"> · </span>
            <Codes domain="her2-class" codes={status.class} />
          </>
        )}
      </h2>
      <p class="headline-facts">
        {open && <strong>Not final: all of these are still possible. </strong>}
        {owed.length > 0 && (
          <>
            Owed: <strong>{owed.map((o) => k().code('work-up', o)).join('; ')}</strong>.{' '}
          </>
        )}
        {status.ruleSet ? <>By {k().code('rule-set', status.ruleSet)}. </> : <>No rule set of its own is in force for this kind of tumour. </>}
        {status.flags.map((f) => k().code('flag', f)).join('; ')}
      </p>
      <p class="tally">
        <a href="#options" onClick={jump('options')}>
          <b class="state-indicated">{count('indicated')}</b> indicated
        </a>
        <a href="#options" onClick={jump('options')}>
          <b class="state-possible">{count('possible')}</b> possible
        </a>
        <a href="#options" onClick={jump('options')}>
          <b class="state-not-indicated">{count('not-indicated')}</b> not indicated
        </a>
      </p>
      <p class="hidden" role="status">
        {spoken}
      </p>
    </section>
  );
}

function jump(id: string) {
  return (event: Event) => {
    event.preventDefault();
    document.getElementById(id)?.scrollIntoView({ behavior: 'smooth' });
  };
}

function Codes({ domain, codes }: { domain: string; codes: string[] }) {
  return (
    <>
      {codes.map((code, i) => (
        <span key={code}>
          {i > 0 && <span class="or"> or </span>}
          {k().code(domain, code)}
        </span>
      ))}
    </>
  );
}

export function StatusPanel({ result }: { result: Assessment }) {
  return (
    <Panel title="Status" id="status">
      {result.status.specimens.length === 0 && <p class="muted">No specimen is recorded.</p>}
      {result.status.specimens.map((specimen, i) => (
        <SpecimenView key={specimen.id} specimen={specimen} lines={linesOf(result, specimen, i)} sole={result.status.specimens.length === 1} />
      ))}
      {result.status.retest.length > 0 && (
        <p>
          Repeat testing: {result.status.retest.map((r) => k().code('retest', r)).join('; ')}
        </p>
      )}
    </Panel>
  );
}

function linesOf(result: Assessment, specimen: Specimen, position: number): TraceLine[] {
  const named = Object.keys(result.trace).filter((title) => title.startsWith('specimen '));
  const title = named.find((t) => t.startsWith(`specimen ${specimen.id} `) || t === `specimen ${specimen.id}`) ?? named[position];
  return title ? (result.trace[title] ?? []) : [];
}

function SpecimenView({ specimen, lines, sole }: { specimen: Specimen; lines: TraceLine[]; sole: boolean }) {
  const deciding = lines.filter((l) => /^status\.(result|class) = /.test(l.says));
  const others = lines.filter((l) => !deciding.includes(l));
  const title = [specimen.site && k().code('specimen-site', specimen.site), specimen.date].filter(Boolean).join(', ');
  return (
    <article class={`specimen ${specimen.decides ? 'specimen-decides' : ''}`}>
      <h3>
        {specimen.id} <span class="muted">{title}</span> {!sole && <span class="tag">{specimen.decides ? 'decides' : 'does not decide'}</span>}
      </h3>
      <dl class="facts-line">
        <div>
          <dt>Result</dt>
          <dd>{k().codes('her2-result', specimen.result)}</dd>
        </div>
        <div>
          <dt>Class</dt>
          <dd>{k().codes('her2-class', specimen.class)}</dd>
        </div>
        <div>
          <dt>IHC</dt>
          <dd>
            <FactChip fact="ihc.score" text={k().codes('ihc-score', specimen.ihcScore)} />
          </dd>
        </div>
        <div>
          <dt>ISH</dt>
          <dd>
            <FactChip fact="ish.group" text={k().codes('ish-group', specimen.ishGroup)} />
          </dd>
        </div>
        {specimen.ofItsDay && (
          <div>
            <dt>By the rules of its day</dt>
            <dd>
              {k().codes('her2-result', specimen.ofItsDay.result)}, {k().codes('her2-class', specimen.ofItsDay.class)}
              <span class="muted">
                {' '}
                ({specimen.ofItsDay.ruleSet ? k().code('rule-set', specimen.ofItsDay.ruleSet) : 'several possible'}
                {specimen.ofItsDay.ruleSetBasis === 'stated' ? '' : ', by its date'})
              </span>
            </dd>
          </div>
        )}
      </dl>
      {(specimen.owed.length > 0 || specimen.missing.length > 0) && (
        <p>
          {specimen.owed.length > 0 ? 'Owed: ' : 'Would settle it: '}
          {(specimen.owed.length > 0 ? specimen.owed : specimen.missing).map((name) => (
            <FactChip key={name} fact={name} text={k().title(name)} />
          ))}
        </p>
      )}
      {specimen.flags.length > 0 && (
        <ul class="flags">
          {specimen.flags.map((f) => (
            <li key={f}>{k().code('flag', f)}</li>
          ))}
        </ul>
      )}
      {specimen.retest.length > 0 && <p>Repeat testing: {specimen.retest.map((r) => k().code('retest', r)).join('; ')}</p>}
      {specimen.comments.map((code) => {
        const comment = k().domains.get('comment')?.find((c) => c.code === code);
        const say = comment?.text ? k().texts.get(comment.text) : undefined;
        return (
          <details key={code} class="comment">
            <summary>Report comment: {comment?.title ?? code}</summary>
            {say && <p>{say}</p>}
          </details>
        );
      })}
      {deciding.map((line) => (
        <RuleTable key={line.place} line={line} open={specimen.decides} />
      ))}
      {others.length > 0 && (
        <details class="others">
          <summary>{plural(others.length, 'other rule')} that spoke</summary>
          {others.map((line) => (
            <RuleTable key={line.place} line={line} open={false} />
          ))}
        </details>
      )}
    </article>
  );
}

/// One line of a trace in words: what holds, from which values, by which sources.
export function TraceEntry({ line }: { line: TraceLine }) {
  const mark = { holds: '✓', fires: '✓', fails: '✗', 'not known': '?', 'may fire': '?' }[line.outcome] ?? '·';
  return (
    <li class={`trace-line outcome-${line.outcome.replace(' ', '-')}`}>
      <span class="mark" aria-hidden="true">
        {mark}
      </span>
      <span>
        {line.says} <span class="muted">({line.outcome})</span>
        <Because line={line} />
        <Sources ids={line.sources} />
      </span>
    </li>
  );
}

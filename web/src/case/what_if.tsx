// "What if?": another value for one fact, and what then differs. The service does the supposing, so a supposed case is
// what a changed record would be.
import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { whatIf, type WhatIf } from '../api';
import { kb } from '../kb';
import { optionName } from './answer';
import { answer, asked, failureOf, recordText, replace, type CaseJson, type Failure } from './state';

/// Steps of the work-up are asked of the leaf they would fill.
const leaves: Record<string, { path: string; domain?: string; truth?: boolean }> = {
  ish: { path: 'specimen.ish.group', domain: 'ish-group' },
  'dual-probe-ish': { path: 'specimen.ish.group', domain: 'ish-group' },
  'repeat-ish': { path: 'specimen.ish.group', domain: 'ish-group' },
  'ish.group': { path: 'specimen.ish.group', domain: 'ish-group' },
  'ihc.score': { path: 'specimen.ihc.score', domain: 'ihc-score' },
  ihc: { path: 'specimen.ihc.score', domain: 'ihc-score' },
  'repeat-ihc': { path: 'specimen.ihc.score', domain: 'ihc-score' },
  'her2-test': { path: 'specimen.ihc.score', domain: 'ihc-score' },
  'membrane-detail': { path: 'specimen.ihc.membraneStaining', truth: true },
};

interface Question {
  path: string;
  choices?: { value: string; title: string }[];
  number: boolean;
}

/// Where the fact stands and what it may be; nothing where it follows from others.
function questionOf(fact: string): Question | null {
  const codesOf = (domain: string) =>
    (kb.value?.domains.get(domain) ?? []).filter((c) => !['not-done', 'indeterminate'].includes(c.code)).map((c) => ({ value: JSON.stringify(c.code), title: c.title }));
  const truths = [
    { value: 'true', title: 'yes' },
    { value: 'false', title: 'no' },
  ];
  const leaf = leaves[fact];
  if (leaf) return { path: leaf.path, choices: leaf.domain ? codesOf(leaf.domain) : truths, number: false };
  const known = kb.value?.facts.get(fact);
  if (!known) return null;
  const path = known.path || (known.scope === 'patient' ? known.name : '');
  if (!path) return null;
  if (known.kind === 'truth') return { path, choices: truths, number: false };
  if (known.kind === 'code' && known.codes) return { path, choices: codesOf(known.codes), number: false };
  if (known.kind === 'number' || known.kind === 'date') return { path, number: known.kind === 'number' };
  return null;
}

function asJson(text: string, number: boolean): string {
  const clean = text.trim().replace('≥', '>=').replace('≤', '<=').replace(/^([<>]=?)\s*/, '$1 ');
  return number && /^-?\d+(\.\d+)?$/.test(clean) ? clean : JSON.stringify(clean);
}

const outcome = signal<WhatIf | null>(null);
const trouble = signal<Failure | null>(null);

/// What was chosen, in words.
const chosen = signal('');

async function suppose(path: string, value: string, words: string) {
  chosen.value = words;
  trouble.value = null;
  outcome.value = null;
  try {
    outcome.value = await whatIf(recordText.value, [`${path} = ${value}`]);
  } catch (error) {
    trouble.value = failureOf(error);
  }
}

export function WhatIfDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState('');
  const { fact, value, origin } = asked.value!;
  const known = kb.value?.facts.get(fact);
  const question = questionOf(fact);
  useEffect(() => {
    outcome.value = null;
    trouble.value = null;
    dialog.current?.showModal();
  }, []);
  const close = () => dialog.current?.close();
  return (
    <dialog ref={dialog} class="what-if" aria-labelledby="what-if-title" onClose={() => (asked.value = null)}>
      <form method="dialog" class="dialog-head">
        <strong id="what-if-title">What if? {kb.value?.title(fact)}</strong>
        <button>Close</button>
      </form>
      {known?.about && <p class="muted">{known.about}</p>}
      <p>
        As recorded: <strong>{value}</strong>
        {origin && <span class="muted"> ({origin})</span>}
      </p>
      {question === null ? (
        <p>This follows from other facts of the record; ask those instead.</p>
      ) : question.choices ? (
        <div class="choices" role="group" aria-label="Suppose it is">
          {question.choices.map((c) => (
            <button type="button" key={c.value} onClick={() => void suppose(question.path, c.value, c.title)}>
              {c.title}
            </button>
          ))}
        </div>
      ) : (
        <form
          class="choices"
          onSubmit={(e) => {
            e.preventDefault();
            if (typed.trim()) void suppose(question.path, asJson(typed, question.number), typed.trim());
          }}
        >
          <label>
            Suppose it is <input type="text" value={typed} onInput={(e) => setTyped(e.currentTarget.value)} placeholder={question.number ? '>= 2.0' : '2026-05'} />
          </label>
          <button>See</button>
        </form>
      )}
      <div aria-live="polite">
        {trouble.value && (
          <p class="notice notice-error">
            {trouble.value.message} {trouble.value.problems.map((p) => p.message).join('; ')}
          </p>
        )}
        {outcome.value && (
          <>
            <Differences outcome={outcome.value} title={`If ${kb.value?.title(fact) ?? fact}: ${chosen.value}`} />
            {question && known?.path === '' && !leaves[fact] ? (
              <p class="muted">A derived fact: it cannot be kept, record what it follows from.</p>
            ) : (
              <button
                type="button"
                onClick={() => {
                  replace(outcome.value!.supposed as CaseJson);
                  close();
                }}
              >
                Keep this in the record
              </button>
            )}
          </>
        )}
      </div>
      <p class="muted">A supposition, not a finding.</p>
    </dialog>
  );
}

interface Line {
  what: string;
  before: string;
  after: string;
}

function Differences({ outcome: { answer: found }, title }: { outcome: WhatIf; title: string }) {
  const lines: Line[] = [];
  const plain = (domain: string, value: unknown) => (Array.isArray(value) ? kb.value!.codes(domain, value as string[]) : String(value));
  let other = 0;
  for (const { path, before, after } of found.differences) {
    const option = /^options\[(.+?)\]\.state$/.exec(path);
    const wholeOption = /^options\[(.+?)\]$/.exec(path);
    if (path === 'status.result') lines.push({ what: 'Result', before: plain('her2-result', before), after: plain('her2-result', after) });
    else if (path === 'status.class') lines.push({ what: 'Class', before: plain('her2-class', before), after: plain('her2-class', after) });
    else if (option) lines.push({ what: optionName(answer.value!, option[1]!), before: String(before), after: String(after) });
    else if (wholeOption) lines.push({ what: wholeOption[1]!, before: before === null ? 'not listed' : 'listed', after: after === null ? 'not listed' : ((after as { state?: string }).state ?? 'listed') });
    else if (/^status\.specimens\[.+\]\.owed$/.test(path)) lines.push({ what: `Owed, ${/\[(.+)\]/.exec(path)![1]}`, before: plain('work-up', before) || 'nothing', after: plain('work-up', after) || 'nothing' });
    else other += 1;
  }
  if (found.differences.length === 0) return <p>Nothing would differ.</p>;
  return (
    <>
      {lines.length > 0 ? (
        <table class="grid differences">
          <caption>{title}</caption>
          <thead>
            <tr>
              <th scope="col">What differs</th>
              <th scope="col">As recorded</th>
              <th scope="col">What if</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((l) => (
              <tr key={l.what}>
                <th scope="row">{l.what}</th>
                <td>{l.before}</td>
                <td class={`state-${l.after}`}>
                  <strong>{l.after}</strong>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p>Status and options stay as they are.</p>
      )}
      {other > 0 && <p class="muted">{other} more places differ in detail (reasons, checks, evidence, PREDICT).</p>}
    </>
  );
}

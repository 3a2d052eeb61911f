// What must be looked at first: urgent symptoms, holds, contraindications, interactions, checks, risks, what is watched.
// Silence is named: nothing here may be read as "safe".
import type { Assessment, Safety, SafetyLine } from '../api';
import { kb } from '../kb';
import { Panel, plural, Sources } from '../ui';
import { answer } from './state';

const k = () => kb.value!;
const words = (code: string) => code.replaceAll('-', ' ');

export function checkName(result: Assessment, check: string): string {
  const entry = result.safety.baseline.find((b) => b.check === check) ?? result.safety.monitoring.find((m) => m.check === check);
  return entry?.title || words(check);
}

const urgencies = [
  ['emergency', 'An emergency: act now.'],
  ['same-day', 'Needs a clinician’s review today.'],
  ['report', 'A symptom for the clinician to judge.'],
] as const;

export function Urgent({ result }: { result: Assessment }) {
  const urgent = result.safety.urgent;
  const worst = urgencies.find(([code]) => urgent.some((u) => u.urgency === code));
  if (!worst) return null;
  return (
    <div class={`urgent urgent-${worst[0]}`} role="alert">
      <strong>{worst[1]}</strong>
      <ul>
        {urgent.map((u, i) => (
          <li key={i}>
            <b>{words(u.symptom)}</b>
            {u.since && ` since ${u.since}`}: {u.say}
            <Who line={u} />
          </li>
        ))}
      </ul>
      <p>Do not wait for this program: if the patient is unwell, act by your local emergency procedure.</p>
    </div>
  );
}

/// For which drugs (of those open to this patient, where any is) and where, why, by which source; whether it is certain.
function Who({ line }: { line: SafetyLine }) {
  const open = new Set(answer.value!.options.filter((o) => o.state !== 'not-indicated').flatMap((o) => o.regimen));
  const concerned = line.drugs.filter((d) => open.has(d));
  const drugs = concerned.length > 0 ? concerned : line.drugs;
  const about = [drugs.map((d) => k().drug(d)).join(', '), line.regions.join(' and ')].filter(Boolean).join('; ');
  return (
    <>
      {about && <span class="muted"> ({about})</span>}
      {!line.certain && line.missing.length > 0 && <span class="muted"> – not certain, depends on: {line.missing.map((m) => k().title(m)).join(', ')}</span>}
      {line.verify && <span class="tag safety-caution">verify in the label</span>}
      {line.because.length > 0 && line.missing.length === 0 && <span class="why muted"> – {line.because.map(reason).join('; ')}</span>}{' '}
      <Sources ids={line.sources} />
    </>
  );
}

/// "lvef.latest = 58 [measurements[0].value]" with the title of the fact.
const reason = (text: string) => text.replace(/^(\S+) = /, (_, fact: string) => `${k().title(fact)}: `);

/// What is to be held, lowered, stopped or minded, a line each: for the sheet of paper.
export function held(safety: Safety): string[] {
  const line = (l: SafetyLine, text: string) => `${text}${l.drugs.length > 0 ? ` (${l.drugs.map((d) => k().drug(d)).join(', ')})` : ''}`;
  return [
    ...safety.holds.map((h) => line(h, `${h.title || words(h.topic)}: ${h.actions.map(words).join(' or ') || h.say}`)),
    ...safety.precautions.map((p) => line(p, `${words(p.level)}: ${p.say}`)),
    ...safety.interactions.map((i) => line(i, `${i.medication}, ${words(i.level)}: ${i.say}`)),
  ];
}

function Section({ title, children, open = true, count }: { title: string; children: preact.ComponentChildren; open?: boolean; count: number }) {
  if (count === 0) return null;
  return (
    <details class="safety-section" open={open}>
      <summary>
        <h3>
          {title} <span class="count">{count}</span>
        </h3>
      </summary>
      <ul>{children}</ul>
    </details>
  );
}

export function SafetyPanel({ result }: { result: Assessment }) {
  const s = result.safety;
  const due = s.baseline.filter((b) => s.due.includes(b.check));
  const dueNames = s.due.filter((check) => !due.some((b) => b.check === check));
  const known = s.baseline.filter((b) => b.state === 'known');
  return (
    <Panel title="Check first" id="safety">
      {s.notCovered.length > 0 && (
        <p class="notice notice-warn">
          No safety rules are there for {s.notCovered.map((d) => k().drug(d)).join(', ')}. Nothing here speaks about {s.notCovered.length === 1 ? 'it' : 'them'}.
        </p>
      )}
      <Section title="Hold, lower or stop" count={s.holds.length}>
        {s.holds.map((h, i) => (
          <li key={i}>
            <b>{h.title || words(h.topic)}</b>: {h.actions.map(words).join(' or ')}. {h.say}
            {(h.recheckFrom || h.recheckBy) && (
              <b>
                {' '}
                Recheck {h.recheckFrom ? `from ${h.recheckFrom}` : ''} {h.recheckBy ? `by ${h.recheckBy}` : ''}
                {h.recheckOverdue ? ', overdue' : ''}.
              </b>
            )}
            {h.nextDose && h.actions.includes('reduce') && ` Next dose: ${h.nextDose}.`}
            <Who line={h} />
          </li>
        ))}
      </Section>
      <Section title="Contraindications and cautions" count={s.precautions.length}>
        {s.precautions.map((p, i) => (
          <li key={i}>
            <span class={`tag safety-${p.level}`}>{words(p.level)}</span> {p.say}
            <Who line={p} />
          </li>
        ))}
      </Section>
      <Section title="Interactions" count={s.interactions.length}>
        {s.interactions.map((n, i) => (
          <li key={i}>
            <b>{n.medication}</b> <span class="tag">{words(n.level)}</span> {n.say}
            <Who line={n} />
          </li>
        ))}
      </Section>
      <Section title="Before the first dose, not in the record" count={s.due.length}>
        {due.map((b, i) => (
          <li key={i}>
            <b>{b.title}</b>
            {b.state !== 'missing' && ` – ${words(b.state)}${b.last ? `, last ${b.last}` : ''}`}
            {b.lacking.length > 1 && ` – lacking: ${b.lacking.map(words).join(', ')}`}
            <span class="muted"> {b.say}</span>
            <Who line={b} />
          </li>
        ))}
        {dueNames.map((check) => (
          <li key={check}>{words(check)}</li>
        ))}
      </Section>
      <Section title="On record and recent enough" count={known.length} open={false}>
        {known.map((b, i) => (
          <li key={i}>
            {b.title}
            {b.last && `, ${b.last}`}
            <Who line={b} />
          </li>
        ))}
      </Section>
      <Section title="Watch while it is given" count={s.monitoring.length}>
        {s.monitoring.map((m, i) => (
          <li key={i}>
            <b>{m.title}</b> <span class={`tag ${m.state === 'overdue' ? 'safety-contraindicated' : ''}`}>{words(m.state)}</span> {m.due && `due ${m.due}`}
            {m.beforeEachDose && ' before each dose'}
            {m.last && `, last ${m.last}`} <span class="muted">{m.say}</span>
            <Who line={m} />
          </li>
        ))}
      </Section>
      {s.risks.map((risk) => (
        <details class="safety-section" key={risk.scale} open={risk.classes.length > 0}>
          <summary>
            <h3>{sentence(risk.say)}</h3> {risk.classes.length > 0 && <span class="tag">{risk.classes.map(words).join(' or ')}</span>}
          </summary>
          {risk.present.length > 0 && (
            <p>
              <b>On record:</b> {risk.present.map((r) => `${r.say} (${r.weight})`).join('; ')}
            </p>
          )}
          {risk.present.length === 0 && <p>None of its items is on record.</p>}
          {risk.unknown.length > 0 && (
            <details>
              <summary>{plural(risk.unknown.length, 'item')} not known, {risk.absent.length} absent</summary>
              <p>Not known: {risk.unknown.map((r) => r.say).join('; ')}.</p>
              {risk.absent.length > 0 && <p class="muted">Absent: {risk.absent.map((r) => r.say).join('; ')}.</p>}
            </details>
          )}
          <Sources ids={risk.sources} />
        </details>
      ))}
      <Section title="Who should take part" count={s.team.length}>
        {s.team.map((t, i) => (
          <li key={i}>
            <b>{t.who.map(words).join(', ')}</b>: {t.say}
            <Who line={t} />
          </li>
        ))}
      </Section>
      <Section title="Contraception and breastfeeding" count={s.contraception.length} open={false}>
        {s.contraception.map((c, i) => (
          <li key={i}>
            {c.say}
            {c.until && ` (until ${c.until})`}
            <Who line={c} />
          </li>
        ))}
      </Section>
      {s.goals && (
        <p>
          <b>Goals of care, as recorded:</b> {s.goals}
        </p>
      )}
      {s.takenAsAbsent.length > 0 && (
        <details class="safety-section">
          <summary>{plural(s.takenAsAbsent.length, 'silence')} of the record, taken as absent for safety</summary>
          <ul>
            {s.takenAsAbsent.map((a) => (
              <li key={a}>{a}</li>
            ))}
          </ul>
        </details>
      )}
      <p class="notice">Only what the rules here name was looked for. Nothing here says that a treatment is safe.</p>
    </Panel>
  );
}

const sentence = (text: string) => (text === text.toUpperCase() ? text.charAt(0) + text.slice(1).toLowerCase().replace('her2', 'HER2').replace('hfa-icos', 'HFA-ICOS') : text);

// One case: what is recorded on the left, the answer on the right, changing as one types.
import { signal } from '@preact/signals';
import { kb } from '../kb';
import { day, region } from '../settings';
import { ProblemList } from '../ui';
import { Answer } from './answer';
import { CaseForm } from './form';
import { PatientPage } from './patient';
import { PrintPage } from './print';
import { answer, asked, caseJson, clear, failure, fromFhir, isEmpty, open, pending, readProblems, recordText } from './state';
import { Headline } from './status';
import { WhatIfDialog } from './what_if';

const tab = signal<'form' | 'record'>('form');
/// On a small screen one of the two is seen.
const pane = signal<'record' | 'answer'>('answer');
const view = signal<'clinical' | 'patient'>('clinical');

const examples = Object.entries(import.meta.glob('../../../examples/cases/*.json', { query: '?raw', import: 'default', eager: true }) as Record<string, string>).map(
  ([path, text]) => [path.replace(/^.*\/|\.json$/g, '').replaceAll('-', ' '), text] as const,
);

async function show(text: string) {
  await open(text);
  pane.value = 'answer';
}

async function openFile(file: File | undefined) {
  if (file) await show(await file.text());
}

function Input() {
  return (
    <section class="input" aria-labelledby="input-title" onDragOver={(e) => e.preventDefault()} onDrop={(e) => (e.preventDefault(), void openFile(e.dataTransfer?.files[0]))}>
      <div class="input-head">
        <h2 id="input-title">Record</h2>
        <div class="segments" role="group" aria-label="How to enter the record">
          <button type="button" aria-pressed={tab.value === 'form'} onClick={() => (tab.value = 'form')}>
            Form
          </button>
          <button type="button" aria-pressed={tab.value === 'record'} onClick={() => (tab.value = 'record')}>
            Paste JSON or FHIR
          </button>
        </div>
      </div>
      <div class="input-tools">
        <label class="file">
          Open a file
          <input type="file" accept=".json,application/json,application/fhir+json" onChange={(e) => (void openFile(e.currentTarget.files?.[0]), (e.currentTarget.value = ''))} />
        </label>
        <label>
          <span class="hidden">Example</span>
          <select
            value=""
            onChange={(e) => {
              const text = examples[Number(e.currentTarget.value)]?.[1];
              e.currentTarget.value = '';
              if (text) void show(text);
            }}
          >
            <option value="">Open an example …</option>
            {examples.map(([name], i) => (
              <option key={name} value={i}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <button type="button" onClick={clear}>
          New case
        </button>
      </div>
      {fromFhir.value && <p class="notice">A FHIR Bundle. Its elements stay the source of every value; change a field, and the form takes its place.</p>}
      {readProblems.value.length > 0 && <ProblemList title="Not all of it could be read" problems={readProblems.value} />}
      {tab.value === 'form' && caseJson.value !== null ? (
        <CaseForm />
      ) : (
        <>
          <label for="record-text" class="hidden">
            Case JSON, or a FHIR Bundle
          </label>
          <textarea id="record-text" class="record-text" spellcheck={false} value={recordText.value} onInput={(e) => void open(e.currentTarget.value)} />
        </>
      )}
    </section>
  );
}

function Start() {
  return (
    <div class="start">
      <h2 class="title">HER2 status, options, and why</h2>
      <p>
        Enter what is recorded, paste case JSON or a FHIR Bundle, or open an example. The answer appears here and follows every change. Nothing you enter is stored, and nothing leaves the service
        this page came from.
      </p>
      <ul class="start-list">
        {examples.slice(0, 6).map(([name, text]) => (
          <li key={name}>
            <button type="button" class="link" onClick={() => void show(text)}>
              {name}
            </button>
          </li>
        ))}
      </ul>
      <p class="small-only">
        <button type="button" onClick={() => (pane.value = 'record')}>
          Enter a record
        </button>
      </p>
    </div>
  );
}

export function CasePage() {
  const result = answer.value;
  return (
    <>
      <div class={`case-page pane-${pane.value}`}>
        <div class="panes" role="group" aria-label="What to see">
          <button type="button" aria-pressed={pane.value === 'record'} onClick={() => (pane.value = 'record')}>
            Record
          </button>
          <button type="button" aria-pressed={pane.value === 'answer'} onClick={() => (pane.value = 'answer')}>
            Answer{result && !isEmpty.value ? `: ${kb.value!.codes('her2-class', result.status.class)}` : ''}
          </button>
        </div>
        <Input />
        <div class="answer" aria-busy={pending.value}>
          {failure.value && <ProblemList title={failure.value.message} problems={failure.value.problems} />}
          {isEmpty.value ? (
            <Start />
          ) : (
            result && (
              <>
                <div class="answer-tools">
                  <div class="segments" role="group" aria-label="For whom">
                    <button type="button" aria-pressed={view.value === 'clinical'} onClick={() => (view.value = 'clinical')}>
                      For the team
                    </button>
                    <button type="button" aria-pressed={view.value === 'patient'} onClick={() => (view.value = 'patient')}>
                      In plain words
                    </button>
                  </div>
                  <span class="muted">
                    {result.case} · as of {result.asOf || day.value} · {region.value.replace(',', ' and ')}
                  </span>
                  <button type="button" onClick={() => print()}>
                    Print
                  </button>
                </div>
                {view.value === 'patient' ? (
                  <PatientPage />
                ) : (
                  <>
                    <Headline result={result} />
                    <Answer result={result} />
                  </>
                )}
              </>
            )
          )}
        </div>
      </div>
      {result && !isEmpty.value && kb.value && <PrintPage result={result} />}
      {asked.value && <WhatIfDialog key={asked.value.fact} />}
    </>
  );
}

// The workbench: three pages (case, cohort, knowledge) under one bar with the day, the regions, and what it is for.
import { render } from 'preact';
import { useRef } from 'preact/hooks';
import limits from '../../docs/intended-use.md';
import { serviceToday } from './api';
import { CasePage } from './case/page';
import { CohortPage } from './cohort/page';
import { kb, kbError, loadKnowledge } from './kb';
import { KnowledgePage } from './knowledge/page';
import { asOf, region, route, theme, today, type Theme } from './settings';
import './style.css';

const pages = [
  ['case', 'Case'],
  ['cohort', 'Cohort'],
  ['knowledge', 'Knowledge'],
] as const;

function Limits() {
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <>
      <button type="button" class="plain" onClick={() => dialog.current?.showModal()}>
        Intended use and limits
      </button>
      <dialog ref={dialog} class="limits" aria-labelledby="limits-title">
        <form method="dialog" class="dialog-head">
          <strong id="limits-title">Intended use and limits</strong>
          <button>Close</button>
        </form>
        {/* our own document, made into HTML when the workbench was built */}
        <div class="prose" tabIndex={0} role="document" dangerouslySetInnerHTML={{ __html: limits }} />
      </dialog>
    </>
  );
}

function Bar() {
  const page = route.value.split('/')[0];
  return (
    <header class="bar">
      <a class="skip" href="#main" onClick={(e) => (e.preventDefault(), document.getElementById('main')?.focus())}>
        Skip to content
      </a>
      <span class="brand">her2</span>
      <nav aria-label="Pages">
        {pages.map(([id, title]) => (
          <a key={id} href={`#/${id}`} aria-current={page === id ? 'page' : undefined}>
            {title}
          </a>
        ))}
      </nav>
      <div class="bar-settings">
        <label>
          As of{' '}
          <input type="date" min="1998-01-01" value={asOf.value || today.value} onChange={(e) => (asOf.value = e.currentTarget.value === today.value ? '' : e.currentTarget.value)} />
        </label>
        <label>
          Region{' '}
          <select value={region.value} onChange={(e) => (region.value = e.currentTarget.value)}>
            <option value="US,EU">US and EU</option>
            <option value="US">US</option>
            <option value="EU">EU</option>
          </select>
        </label>
        <label>
          Look{' '}
          <select value={theme.value} onChange={(e) => (theme.value = e.currentTarget.value as Theme)}>
            <option value="system">as the system</option>
            <option value="light">light</option>
            <option value="dark">dark</option>
          </select>
        </label>
        <Limits />
      </div>
    </header>
  );
}

function App() {
  const page = route.value.split('/')[0];
  return (
    <>
      <Bar />
      {asOf.value && (
        <p class="past" role="status">
          Rules and labels as of <strong>{asOf.value}</strong>, not today’s.{' '}
          <button type="button" class="link" onClick={() => (asOf.value = '')}>
            Back to today
          </button>
        </p>
      )}
      {kbError.value && (
        <p class="notice notice-error" role="alert">
          {kbError.value}
        </p>
      )}
      <main id="main" tabIndex={-1}>
        <h1 class="hidden">{pages.find(([id]) => id === page)?.[1] ?? 'Case'}</h1>
        {kb.value === null ? <p class="muted">Reading the knowledge …</p> : page === 'cohort' ? <CohortPage /> : page === 'knowledge' ? <KnowledgePage /> : <CasePage />}
      </main>
      <footer class="foot">
        <span>
          Decision support for health professionals: options and reasons, not orders. Not for emergencies. Check each source before acting. Not a registered medical device.
        </span>
        {kb.value && (
          <span class="muted">
            Knowledge {kb.value.raw.release} · {kb.value.raw.hash.slice(0, 12)}
          </span>
        )}
      </footer>
    </>
  );
}

void loadKnowledge();
serviceToday().then((day) => (today.value = day), () => undefined);
render(<App />, document.getElementById('app')!);

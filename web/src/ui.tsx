// Small parts that every page uses: sources with their grade, problems, plots.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Problem } from './api';
import { kb } from './kb';

/// A source by id: its title, how well it was verified, and where it is.
export function SourceRef({ id }: { id: string }) {
  const bare = id.replace(/ \(.*\)$/, '');
  const source = kb.value?.sources.get(bare);
  return (
    <span class="source">
      <a href={`#/knowledge/source/${bare}`} title={source?.title}>
        {bare}
      </a>
      {source && <Grade grade={source.grade} />}
    </span>
  );
}

const gradeMeaning: Record<string, string> = {
  label: 'read in the label or the body’s own page',
  primary: 'read in the paper itself',
  secondary: 'read in a review, report or news',
  convention: 'a choice of this project, in no guideline',
  unverified: 'not read: never decides alone',
};

export function Grade({ grade }: { grade: string }) {
  return (
    <span class={`grade grade-${grade}`} title={gradeMeaning[grade]}>
      {grade}
    </span>
  );
}

export function Sources({ ids }: { ids: string[] }) {
  if (ids.length === 0) return null;
  return (
    <span class="sources">
      {ids.map((id) => (
        <SourceRef key={id} id={id} />
      ))}
    </span>
  );
}

export function ProblemList({ title, problems }: { title: string; problems: Problem[] }) {
  return (
    <div class="notice notice-error" role="alert">
      <p>
        <strong>{title}</strong>
      </p>
      {problems.length > 0 && (
        <ul>
          {problems.map((p, i) => (
            <li key={i}>
              <code>{p.where}</code> {p.message}
              {p.remedy && <span class="muted">. {p.remedy}</span>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/// Shows an SVG that a plot function makes; drawn anew when `deps` or the width change.
export function Plotted({ draw, deps, label }: { draw: (width: number) => Element; deps: unknown[]; label: string }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current!;
    let width = 0;
    const observer = new ResizeObserver(() => {
      const next = Math.floor(element.clientWidth);
      if (next === width || next === 0) return;
      width = next;
      const drawn = draw(width);
      // The box names the picture; names of its strokes say nothing to a listener.
      for (const part of drawn.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
      drawn.removeAttribute('aria-label');
      element.replaceChildren(drawn);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, deps);
  return <div class="plot" role="img" aria-label={label} ref={box} />;
}

export function Panel({ title, id, count, children, class: more }: { title: string; id: string; count?: ComponentChildren; children: ComponentChildren; class?: string }) {
  return (
    <section class={`panel ${more ?? ''}`} aria-labelledby={id}>
      <h2 id={id}>
        {title}
        {count !== undefined && <span class="count">{typeof count === 'number' ? count.toLocaleString('en') : count}</span>}
      </h2>
      {children}
    </section>
  );
}

export function download(name: string, type: string, text: string) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

export const dayText = (day: string | null | undefined) => day ?? '–';
export const plural = (n: number, one: string, many = `${one}s`) => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

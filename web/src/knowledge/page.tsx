// The knowledge: what was in force and approved on a day, what changed between two, and everything by name.
import * as Plot from '@observablehq/plot';
import { computed, signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { knowledgeText } from '../api';
import { approvedOn, inForce, kb, type Indication, type Knowledge, type Table } from '../kb';
import { day, route, today } from '../settings';
import { Panel, plural, Plotted, Sources } from '../ui';
import { TableGrid } from '../case/rule_table';
import { OptionEntry, DrugEntry, SourceEntry, TableEntry } from './entries';

const first = '1998-01-01';
const on = signal('');  // empty: the day in the bar
const before = signal('');
const shownDay = computed(() => on.value || day.value || first);

const toNumber = (text: string) => Math.round(Date.parse(text) / 86_400_000);
const toText = (n: number) => new Date(n * 86_400_000).toISOString().slice(0, 10);

export function KnowledgePage() {
  const [, kind, ...rest] = route.value.split('/');
  const name = decodeURIComponent(rest.join('/'));
  return (
    <div class="knowledge-page">
      <Contents />
      <div class="knowledge-main">{kind ? <Thing kind={kind} name={name} /> : <OnADay />}</div>
    </div>
  );
}

const query = signal('');

/// The list beside the page: tables, drugs, and what a search finds among everything.
function Contents() {
  const knowledge = kb.value!;
  const words = query.value.trim().toLowerCase();
  const found = words.length < 2 ? [] : knowledge.raw.blocks.filter((b) => b.key.toLowerCase().includes(words) || b.title.toLowerCase().includes(words)).slice(0, 60);
  const tables = [...new Map(knowledge.raw.tables.map((t) => [t.id, t])).values()];
  const seen = new Set<string>();
  return (
    <nav class="contents" aria-label="Knowledge">
      <label>
        Search everything <input type="search" value={query.value} onInput={(e) => (query.value = e.currentTarget.value)} />
      </label>
      {words.length >= 2 ? (
        <ul>
          {found.map((b) => {
            const id = `${b.kind} ${b.key}`;
            if (seen.has(id)) return null;
            seen.add(id);
            return (
              <li key={id}>
                <a href={`#/knowledge/${linkOf(b.kind)}/${b.key}`}>
                  <span class="tag">{b.kind}</span> {b.title || b.key}
                </a>
              </li>
            );
          })}
          {found.length === 0 && <li class="muted">Nothing is called so.</li>}
        </ul>
      ) : (
        <>
          <p>
            <a href="#/knowledge">In force on a day</a>
          </p>
          <ContentsGroup title="Decision tables" items={tables.map((t) => [`table/${t.id}`, t.title])} />
          <ContentsGroup title="Drugs" items={knowledge.raw.drugs.map((d) => [`drug/${d.id}`, d.title])} />
          <ContentsGroup title="Trials" items={knowledge.raw.blocks.filter((b) => b.kind === 'trial').map((b) => [`entry/${b.key}`, b.title])} />
          <ContentsGroup title="Sources" items={knowledge.raw.sources.map((s) => [`source/${s.id}`, s.title])} />
        </>
      )}
    </nav>
  );
}

function linkOf(kind: string): string {
  return kind === 'table' || kind === 'drug' || kind === 'source' ? kind : kind === 'indication' ? 'option' : 'entry';
}

function ContentsGroup({ title, items }: { title: string; items: [string, string][] }) {
  return (
    <details>
      <summary>
        {title} <span class="count">{items.length}</span>
      </summary>
      <ul>
        {items.map(([to, text]) => (
          <li key={to}>
            <a href={`#/knowledge/${to}`} aria-current={route.value === `knowledge/${to}` ? 'page' : undefined}>
              {text}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Thing({ kind, name }: { kind: string; name: string }) {
  const knowledge = kb.value!;
  if (kind === 'table') return <TableEntry knowledge={knowledge} id={name} on={shownDay.value} />;
  if (kind === 'drug') return <DrugEntry knowledge={knowledge} id={name} on={shownDay.value} />;
  if (kind === 'option') return <OptionEntry knowledge={knowledge} id={name} />;
  if (kind === 'source') return <SourceEntry knowledge={knowledge} id={name} />;
  return <TextEntry name={name} />;
}

/// Anything else, in the words of the service.
export function TextEntry({ name }: { name: string }) {
  const [text, setText] = useState('');
  useEffect(() => {
    knowledgeText(name).then(setText, (error) => setText((error as Error).message));
  }, [name]);
  return (
    <Panel title={name} id="entry">
      <pre class="entry-text" tabIndex={0}>
        {text}
      </pre>
    </Panel>
  );
}

function OnADay() {
  const knowledge = kb.value!;
  const last = toNumber(today.value || '2026-01-01');
  const ruleSets = knowledge.raw.ruleSets.filter((r) => inForce(r.from, r.until, shownDay.value));
  const tables = knowledge.raw.tables.filter((t) => inForce(t.from, t.until, shownDay.value));
  return (
    <>
      <Panel title={`What held on ${shownDay.value}`} id="on-a-day">
        <p class="controls day-controls">
          <label class="slider">
            <span class="hidden">Day</span>
            <input
              type="range"
              min={toNumber(first)}
              max={last}
              value={toNumber(shownDay.value)}
              aria-valuetext={shownDay.value}
              onInput={(e) => (on.value = toText(Number(e.currentTarget.value)))}
            />
          </label>
          <label>
            Day <input type="date" value={shownDay.value} min={first} max={today.value} onChange={(e) => e.currentTarget.value && (on.value = e.currentTarget.value)} />
          </label>
          <label>
            Compare with <input type="date" value={before.value} min={first} max={today.value} onChange={(e) => (before.value = e.currentTarget.value)} />
          </label>
          {before.value && (
            <button type="button" onClick={() => (before.value = '')}>
              One day only
            </button>
          )}
        </p>
        <Timeline knowledge={knowledge} />
        <p>
          <strong>Rule sets:</strong>{' '}
          {ruleSets.length === 0 ? 'none' : ruleSets.map((r) => `${r.title} (since ${r.from ?? 'ever'})`).join('; ')}. <strong>{plural(tables.length, 'decision table')}</strong> in force.
        </p>
      </Panel>
      {before.value ? <Compared knowledge={knowledge} /> : <Approved knowledge={knowledge} />}
    </>
  );
}

function Timeline({ knowledge }: { knowledge: Knowledge }) {
  const points = knowledge.raw.indications.flatMap((i) => i.approvals.map((a) => ({ date: new Date(a.date), drug: knowledge.drug(i.drug), agency: a.agency, kind: a.kind, population: i.population })));
  const order = [...new Set([...points].sort((a, b) => a.date.getTime() - b.date.getTime()).map((p) => p.drug))];
  const at = new Date(shownDay.value);
  const other = before.value ? new Date(before.value) : null;
  return (
    <Plotted
      label={`Approvals by drug and agency since 1998: ${plural(points.length, 'approval')} of ${plural(order.length, 'drug')}; the list of those in force is below`}
      deps={[shownDay.value, before.value]}
      draw={(width) =>
        Plot.plot({
          width,
          height: 40 + 20 * order.length,
          marginLeft: width < 500 ? 130 : 290,
          style: { fontSize: '12px' },
          x: { type: 'utc', domain: [new Date(first), new Date(Math.max(Date.now(), Date.parse(today.value || first)))], grid: true, label: null },
          y: { domain: order, label: null, tickFormat: (t: string) => (width < 500 && t.length > 20 ? `${t.slice(0, 19)}…` : t) },
          symbol: { legend: true },
          marks: [
            Plot.dot(points, { x: 'date', y: 'drug', symbol: 'agency', fill: (p: { date: Date }) => (p.date <= at ? 'var(--accent)' : 'var(--panel)'), stroke: 'var(--accent)', r: 4, title: (p: (typeof points)[number]) => `${p.agency} ${p.date.toISOString().slice(0, 10)} ${p.kind}\n${p.population}` }),
            Plot.ruleX([at], { stroke: 'var(--text)', strokeWidth: 1.5 }),
            ...(other ? [Plot.ruleX([other], { stroke: 'var(--text)', strokeDasharray: '4 3' })] : []),
          ],
        })
      }
    />
  );
}

function byTumour(knowledge: Knowledge, list: Indication[]): [string, Indication[]][] {
  const groups = new Map<string, Indication[]>();
  for (const indication of list) {
    const key = indication.tumours.length > 3 ? 'several kinds of tumour' : indication.tumours.map((t) => knowledge.code('tumour-kind', t)).join(', ') || 'any tumour';
    groups.set(key, [...(groups.get(key) ?? []), indication]);
  }
  return [...groups];
}

function Approved({ knowledge }: { knowledge: Knowledge }) {
  const agencies = knowledge.raw.regions.map((r) => r.agency);
  const approved = knowledge.raw.indications.filter((i) => agencies.some((a) => approvedOn(i, a, shownDay.value).length > 0));
  return (
    <Panel title="Approved by then" id="approved" count={approved.length}>
      {approved.length === 0 && <p class="muted">Nothing yet.</p>}
      {byTumour(knowledge, approved).map(([tumour, list]) => (
        <details key={tumour} open>
          <summary>
            <h3>
              {tumour} <span class="count">{list.length}</span>
            </h3>
          </summary>
          <div class="table-scroll" tabIndex={0} role="region" aria-label={`Approved for ${tumour}`}>
            <table class="grid approved">
              <thead>
                <tr>
                  <th scope="col">Regimen</th>
                  <th scope="col">Population</th>
                  {agencies.map((a) => (
                    <th scope="col" key={a}>
                      {a}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {list.map((i) => (
                  <tr key={i.place}>
                    <th scope="row">
                      <a href={`#/knowledge/option/${i.id}`}>{knowledge.regimen(i.regimen)}</a>
                    </th>
                    <td>{i.population}</td>
                    {agencies.map((a) => (
                      <td key={a}>
                        {approvedOn(i, a, shownDay.value).map((p) => (
                          <span class="approval" key={p.date + p.kind}>
                            {p.date} {p.kind} <Sources ids={[p.source]} />
                          </span>
                        ))}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      ))}
    </Panel>
  );
}

function Compared({ knowledge }: { knowledge: Knowledge }) {
  const [early, late] = [before.value, shownDay.value].sort() as [string, string];
  const agencies = knowledge.raw.regions.map((r) => r.agency);
  const moved = knowledge.raw.indications.flatMap((i) =>
    agencies.flatMap((agency) => {
      const was = approvedOn(i, agency, early).length > 0;
      const is = approvedOn(i, agency, late).length > 0;
      return was === is ? [] : [{ i, agency, gained: is }];
    }),
  );
  const changes = knowledge.raw.changes.filter((c) => early < c.date && c.date <= late);
  const ids = [...new Set(knowledge.raw.tables.map((t) => t.id))];
  const versions = ids
    .map((id) => {
      const find = (on: string) => knowledge.raw.tables.find((t) => t.id === id && inForce(t.from, t.until, on));
      return { id, was: find(early), is: find(late) };
    })
    .filter(({ was, is }) => was !== is);
  return (
    <Panel title={`From ${early} to ${late}`} id="compared">
      <h3>
        Wordings gained and ended <span class="count">{moved.length}</span>
      </h3>
      <ul class="moved">
        {moved.map(({ i, agency, gained }) => (
          <li key={i.place + agency}>
            <span class={`tag ${gained ? 'gained' : 'ended'}`}>{gained ? '+ gained' : '− ended'}</span> {agency} <a href={`#/knowledge/option/${i.id}`}>{knowledge.regimen(i.regimen)}</a>: {i.population}
          </li>
        ))}
      </ul>
      <h3>
        Tables that differ <span class="count">{versions.length}</span>
      </h3>
      {versions.map(({ id, was, is }) => (
        <details key={id}>
          <summary>
            {(is ?? was)!.title} <span class="muted">{!was ? 'new' : !is ? 'ended' : 'another version'}</span>
          </summary>
          {was && <Version table={was} other={is} title={`on ${early}`} />}
          {is && <Version table={is} other={was} title={`on ${late}`} />}
        </details>
      ))}
      <h3>
        Dated changes <span class="count">{changes.length}</span>
      </h3>
      <ul>
        {changes.map((c, n) => (
          <li key={n}>
            {c.date} {c.agency} {c.kind}: {c.option || c.product}, {c.before} → {c.after} <Sources ids={c.sources} /> <span class="muted">{c.note}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/// One version of a table; rows that the other does not have are marked.
function Version({ table, other, title }: { table: Table; other: Table | undefined; title: string }) {
  const theirs = new Set(other?.rows.map((r) => r.cells.join('\u0000')));
  const marked = new Map<number, string>();
  table.rows.forEach((r, i) => theirs.has(r.cells.join('\u0000')) || marked.set(i, 'differs'));
  return (
    <>
      <p class="muted">
        {title}: in force {table.from ?? 'ever'} to {table.until ?? 'now'}; {plural(marked.size, 'row')} of its own
      </p>
      <TableGrid table={table} marked={other ? marked : undefined} word="own" all />
    </>
  );
}

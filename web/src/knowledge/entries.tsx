// Single things of the knowledge: a table with its versions, a drug, an indication, a source and what cites it.
import { approvedOn, inForce, type Knowledge } from '../kb';
import { TableGrid } from '../case/rule_table';
import { dayText, Grade, Panel, plural, Sources } from '../ui';
import { TextEntry } from './page';

const Missing = ({ id }: { id: string }) => <p class="notice notice-error">Nothing in the knowledge is called {id}.</p>;

export function TableEntry({ knowledge, id, on }: { knowledge: Knowledge; id: string; on: string }) {
  const versions = knowledge.raw.tables.filter((t) => t.id === id);
  if (versions.length === 0) return <Missing id={id} />;
  return (
    <Panel title={versions[0]!.title} id="entry">
      <p class="muted">
        {id} · {plural(versions.length, 'version')}
      </p>
      {[...versions].reverse().map((table) => (
        <details key={table.place} open={inForce(table.from, table.until, on)}>
          <summary>
            {dayText(table.from)} to {table.until ?? 'now'} {inForce(table.from, table.until, on) && <span class="tag gained">in force on {on}</span>}
          </summary>
          <p>
            {table.when && (
              <>
                When <code>{table.when}</code>.{' '}
              </>
            )}
            Hit policy {table.hit}. <Sources ids={table.sources} />
          </p>
          <TableGrid table={table} all />
          {table.rows.some((r) => r.note) && (
            <ul>
              {table.rows.map((r, i) =>
                r.note ? (
                  <li key={i}>
                    Row {i + 1}: {r.note} <Sources ids={r.sources} />
                  </li>
                ) : null,
              )}
            </ul>
          )}
          <p class="muted place">knowledge/{table.place}</p>
        </details>
      ))}
    </Panel>
  );
}

export function DrugEntry({ knowledge, id, on }: { knowledge: Knowledge; id: string; on: string }) {
  const drug = knowledge.drugs.get(id);
  if (!drug) return <Missing id={id} />;
  const indications = knowledge.raw.indications.filter((i) => i.drug === id);
  const agencies = knowledge.raw.regions.map((r) => r.agency);
  return (
    <>
      <Panel title={drug.title} id="entry">
        {drug.mechanism && <p>{drug.mechanism}</p>}
        <dl class="facts-line">
          {drug.brands.length > 0 && (
            <div>
              <dt>Brands</dt>
              <dd>{drug.brands.join(', ')}</dd>
            </div>
          )}
          {drug.baseline.length > 0 && (
            <div>
              <dt>Before the first dose</dt>
              <dd>{drug.baseline.map((b) => b.replaceAll('-', ' ')).join(', ')}</dd>
            </div>
          )}
        </dl>
        <Sources ids={drug.sources} />
        {drug.note && <p class="muted">{drug.note}</p>}
        <h3>
          Indications <span class="count">{indications.length}</span>
        </h3>
        <ul class="not-list">
          {indications.map((i) => {
            const held = agencies.filter((a) => approvedOn(i, a, on).length > 0);
            return (
              <li key={i.place}>
                <a href={`#/knowledge/option/${i.id}`}>{i.population}</a> {held.length > 0 ? <span class="tag gained">{held.join(', ')} on {on}</span> : <span class="tag">not on {on}</span>}
              </li>
            );
          })}
        </ul>
      </Panel>
      <TextEntry name={id} />
    </>
  );
}

export function OptionEntry({ knowledge, id }: { knowledge: Knowledge; id: string }) {
  const versions = knowledge.raw.indications.filter((i) => i.id === id);
  if (versions.length === 0) return <Missing id={id} />;
  return (
    <>
      {versions.map((i, n) => (
        <Panel key={i.place} title={`${knowledge.regimen(i.regimen)}: ${i.population}`} id={`entry-${n}`}>
          <p class="muted">
            {i.id} · {i.tumours.map((t) => knowledge.code('tumour-kind', t)).join(', ')} · {i.basis}
          </p>
          <ul class="approvals">
            {i.approvals.map((a) => (
              <li key={a.agency + a.date + a.kind}>
                {a.agency} {a.date} {a.kind} <Sources ids={[a.source]} />
              </li>
            ))}
            {Object.entries(i.until).map(([agency, until]) => (
              <li key={agency}>
                {agency}: this wording held until {until}
                {i.replacedBy && (
                  <>
                    , replaced by <a href={`#/knowledge/option/${i.drug}/${i.replacedBy}`}>{i.replacedBy}</a>
                  </>
                )}
              </li>
            ))}
          </ul>
          <h3>All of these must hold</h3>
          <ol>
            {i.criteria.map((c) => (
              <li key={c.say}>
                {c.say} <Sources ids={c.sources} />
                <br />
                <code class="muted">{c.is}</code>
              </li>
            ))}
          </ol>
          {i.evidence.length > 0 && (
            <p>
              Rests on:{' '}
              {i.evidence.map((e) => (
                <a key={e} class="evidence" href={`#/knowledge/entry/${e}`}>
                  {e}
                </a>
              ))}
            </p>
          )}
          {i.note && <p class="muted">{i.note}</p>}
          <p>
            <Sources ids={i.sources} /> <span class="muted place">knowledge/{i.place}</span>
          </p>
        </Panel>
      ))}
    </>
  );
}

export function SourceEntry({ knowledge, id }: { knowledge: Knowledge; id: string }) {
  const source = knowledge.sources.get(id);
  if (!source) return <Missing id={id} />;
  const tables = [...new Map(knowledge.raw.tables.filter((t) => t.sources.includes(id) || t.rows.some((r) => r.sources.includes(id))).map((t) => [t.id, t])).values()];
  const options = knowledge.raw.indications.filter((i) => i.sources.includes(id) || i.approvals.some((a) => a.source === id) || i.criteria.some((c) => c.sources.includes(id)));
  return (
    <Panel title={source.title} id="entry">
      <p>
        {source.body} {source.date} <Grade grade={source.grade} />
      </p>
      {source.url && (
        <p>
          <a href={source.url} rel="noreferrer" target="_blank">
            {source.url}
          </a>
        </p>
      )}
      {source.note && <p>{source.note}</p>}
      <h3>
        Cited by <span class="count">{tables.length + options.length}</span>
      </h3>
      <ul>
        {tables.map((t) => (
          <li key={t.id}>
            table <a href={`#/knowledge/table/${t.id}`}>{t.title}</a>
          </li>
        ))}
        {options.map((i) => (
          <li key={i.place}>
            option{' '}
            <a href={`#/knowledge/option/${i.id}`}>
              {knowledge.regimen(i.regimen)}: {i.population}
            </a>
          </li>
        ))}
      </ul>
      <p class="muted place">
        {id} · knowledge/{source.place}
      </p>
    </Panel>
  );
}

// A decision table as in the guideline, with the row that fired (or may fire) marked, and the values that met it.
import { useState } from 'preact/hooks';
import type { TraceLine } from '../api';
import { kb, type Table } from '../kb';
import { Sources } from '../ui';
import { Because } from './fact';

/// Rows shown on each side of the marked one before all are asked for.
const near = 2;

export function RuleTable({ line, open }: { line: TraceLine; open: boolean }) {
  const at = kb.value?.rowAt(line.place);
  const marked = new Map<number, string>();
  if (at) marked.set(at.row, line.outcome);
  return (
    <details class="rule" open={open}>
      <summary>
        <span class="rule-says">{saysInWords(line.says)}</span>{' '}
        <span class="muted">
          {at ? at.table.title : line.rule}
          {at ? `, row ${at.row + 1}` : ''}
          {line.outcome === 'fires' ? '' : `, ${line.outcome}`}
        </span>
      </summary>
      {at && <TableGrid table={at.table} marked={marked} />}
      <Because line={line} />
      <p class="rule-foot">
        <Sources ids={line.sources} /> <span class="muted place">knowledge/{line.place}</span>
      </p>
    </details>
  );
}

/// "status.class = positive, low": titles where the knowledge has them.
function saysInWords(says: string): string {
  const match = /^(\S+) = (.*)$/.exec(says);
  const fact = match && kb.value?.facts.get(match[1]!);
  if (!match || !fact) return says;
  const value = fact.codes ? match[2]!.split(', ').map((code) => kb.value!.code(fact.codes!, code)).join(' or ') : match[2];
  return `${fact.title}: ${value}`;
}

/// `marked`: rows by number with their outcome; `word` replaces that word.
export function TableGrid({ table, marked, all = false, word }: { table: Table; marked?: Map<number, string>; all?: boolean; word?: string }) {
  const [whole, setWhole] = useState(all);
  const shown = (row: number) => whole || !marked?.size || [...marked.keys()].some((m) => Math.abs(m - row) <= near);
  const hiddenRows = table.rows.filter((_, i) => !shown(i)).length;
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={`Decision table ${table.title}`}>
      <table class="grid">
        <thead>
          <tr>
            <th scope="col">
              <span class="hidden">Row</span>
            </th>
            {table.inputs.map((name) => (
              <th scope="col" key={name} title={name}>
                {kb.value?.facts.get(name)?.title ?? name}
              </th>
            ))}
            {table.outputs.map((name) => (
              <th scope="col" key={name} class="output" title={name}>
                {kb.value?.facts.get(name)?.title ?? name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, i) =>
            shown(i) ? (
              <tr key={i} class={marked?.has(i) ? `marked ${marked.get(i) === 'fires' ? 'fires' : 'may-fire'}` : ''}>
                <th scope="row">
                  {marked?.has(i) ? <span class="row-mark">{word ?? (marked.get(i) === 'fires' ? '▶ fires' : '▷ may fire')} </span> : ''}
                  {i + 1}
                </th>
                {row.cells.map((cell, c) => (
                  <td key={c} class={c >= table.inputs.length ? 'output' : cell === '-' ? 'any' : ''} title={row.note || undefined}>
                    {cell === '-' ? <span title="anything">–</span> : cell}
                  </td>
                ))}
              </tr>
            ) : null,
          )}
        </tbody>
      </table>
      {hiddenRows > 0 && (
        <button type="button" class="link" onClick={() => setWhole(true)}>
          Show all {table.rows.length} rows
        </button>
      )}
    </div>
  );
}

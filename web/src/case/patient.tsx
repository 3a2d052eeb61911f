// The same answer in plain words, as the service writes it for patients and families: its text, with its headings, lists
// and paragraphs as such.
import { useEffect, useState } from 'preact/hooks';
import { assessAs } from '../api';
import { asOf, region } from '../settings';
import { failureOf, recordText } from './state';

interface Part {
  kind: 'title' | 'name' | 'item' | 'words' | 'alert';
  depth: number;
  text: string;
}

/// Width at which the service breaks lines: a line goes on with the one before if its first word had no room there.
const width = 80;

/// Lines of the page: a title stands at the margin in capitals, "- " is an item, "* " a medicine, "! " a warning, a
/// question heads what answers it.
export function partsOf(page: string): Part[] {
  const parts: Part[] = [];
  let before = '';
  for (const line of page.split('\n')) {
    const text = line.trim();
    const depth = line.length - line.trimStart().length;
    const mark = /^([-*!]) (.*)$/.exec(text);
    const last = parts.at(-1);
    const noRoom = before !== '' && [...before].length + 1 + [...text.split(' ')[0]!].length > width;
    if (text === '') {
      before = '';
      continue;
    }
    if (depth === 0 && text === text.toUpperCase()) parts.push({ kind: 'title', depth, text });
    else if (mark) parts.push({ kind: mark[1] === '-' ? 'item' : mark[1] === '*' ? 'name' : 'alert', depth, text: mark[2]! });
    else if (last && noRoom && last.kind !== 'title') last.text += ` ${text}`;
    else parts.push({ kind: 'words', depth, text });
    before = line;
  }
  for (const part of parts) if (part.kind === 'words' && part.text.endsWith('?')) part.kind = 'name';
  return parts;
}

const sentence = (title: string) => (title.charAt(0) + title.slice(1).toLowerCase()).replace('her2', 'HER2');

export function PatientPage() {
  const [page, setPage] = useState('');
  const [trouble, setTrouble] = useState('');
  const text = recordText.value;
  useEffect(() => {
    const controller = new AbortController();
    assessAs('patient', text, controller.signal).then(
      (words) => (setPage(words), setTrouble('')),
      (error) => controller.signal.aborted || setTrouble(failureOf(error).message),
    );
    return () => controller.abort();
  }, [text, asOf.value, region.value]);
  if (trouble) return <p class="notice notice-error">{trouble}</p>;
  return (
    <section class="panel patient-page" aria-label="The result in plain words">
      {partsOf(page).map((part, i) => (
        <Words key={i} part={part} first={i === 0} />
      ))}
    </section>
  );
}

function Words({ part: { kind, depth, text }, first }: { part: Part; first: boolean }) {
  const style = { marginInlineStart: `${depth * 0.35}rem` };
  if (kind === 'title') return <h2 class={first ? 'title' : ''}>{sentence(text)}</h2>;
  if (kind === 'name') return <h3>{text}</h3>;
  if (kind === 'alert') return <p class="notice notice-warn">{text}</p>;
  return (
    <p class={kind === 'item' ? 'item-line' : ''} style={style}>
      {text}
    </p>
  );
}

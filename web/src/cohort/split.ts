// Cuts a cohort file into records: lines of NDJSON, or rows of a table (whose quoted cells may hold line ends).

export interface Record_ {
  text: string;
  line: number; // of the file, from 1
}

export function isTable(text: string): boolean {
  return !/^\uFEFF?\s*[{[]/.test(text);
}

export function records(text: string): Record_[] {
  const quoted = isTable(text);
  const found: Record_[] = [];
  let begin = 0;
  let line = 1;
  let first = 1;
  let inside = false;
  for (let at = 0; at <= text.length; ++at) {
    const c = at < text.length ? text.charCodeAt(at) : 10;
    if (quoted && c === 34) inside = !inside;
    if (c !== 10) continue;
    if (inside && at < text.length) {
      line += 1;
      continue;
    }
    const piece = text.slice(begin, at).replace(/\r$/, '');
    if (piece.trim() !== '') found.push({ text: piece, line: first });
    begin = at + 1;
    line += 1;
    first = line;
  }
  return found;
}

/// Portions of at most so many bytes, so that progress can be shown and no request is too large.
export function portions(all: Record_[], bytes: number): Record_[][] {
  const result: Record_[][] = [];
  let size = Infinity;
  for (const record of all) {
    if (size + record.text.length > bytes) {
      result.push([]);
      size = 0;
    }
    result.at(-1)!.push(record);
    size += record.text.length;
  }
  return result;
}

// A value of the record that can be asked "what if?", and the way back to where it stands.
import type { TraceLine } from '../api';
import { kb } from '../kb';
import { asked, focusField } from './state';

export function FactChip({ fact, text, origin = '', value = '' }: { fact: string; text: string; origin?: string; value?: string }) {
  return (
    <button type="button" class="fact" title={`What if? ${kb.value?.facts.get(fact)?.about ?? ''}`} onClick={() => (asked.value = { fact, value: value || text, origin })}>
      {text}
    </button>
  );
}

/// "ihc.score = 2+ [specimens[0].ihc], needs 2+"
export function parseBecause(text: string): { fact: string; value: string; origin: string; needs: string } | null {
  const match = /^(\S+) = (.*?)(?: \[([^\s].*?)\])?(?:, needs (.*))?$/.exec(text);
  if (!match) return null;
  return { fact: match[1]!, value: match[2]!, origin: match[3] ?? '', needs: match[4] ?? '' };
}

export function Because({ line }: { line: TraceLine }) {
  if (line.because.length === 0) return null;
  return (
    <ul class="because">
      {line.because.map((text) => {
        const part = parseBecause(text);
        if (!part) return <li key={text}>{text}</li>;
        const { fact, value, origin, needs } = part;
        return (
          <li key={text}>
            {kb.value?.title(fact)}: <FactChip fact={fact} text={value} origin={origin} value={value} />
            {needs && <span class="muted"> needs {needs}</span>}
            {origin === 'nothing recorded' && <span class="assumed">nothing recorded</span>}
            {origin && origin !== 'nothing recorded' && (
              <button type="button" class="origin" title="Show it in the record" onClick={() => focusField(origin)}>
                {origin}
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}

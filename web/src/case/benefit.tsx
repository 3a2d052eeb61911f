// How much treatment adds: PREDICT Breast where it answers, and the trials behind the options that are open. Never a
// comparison across trials: each line is one trial's own.
import * as Plot from '@observablehq/plot';
import { useState } from 'preact/hooks';
import type { Assessment, Predict } from '../api';
import { kb } from '../kb';
import { Panel, Plotted } from '../ui';

const k = () => kb.value!;
const one = (n: number) => n.toFixed(1).replace('-0.0', '0.0').replace('-', '−');
const rounded = (interval: number[]) => (interval.length === 1 ? one(interval[0]!) : `${one(interval[0]!)} to ${one(interval.at(-1)!)}`);
const signed = (interval: number[]) => rounded(interval).replace(/(^| to )(?=[0-9])/g, '$1+');

export function BenefitPanel({ result }: { result: Assessment }) {
  const models = result.benefit?.predict ?? [];
  const applicable = models.filter((m) => m.state !== 'refused');
  if (applicable.length === 0) {
    const refused = [...new Set(models.flatMap((m) => m.refused))];
    return refused.length === 0 ? null : (
      <Panel title="PREDICT Breast" id="predict">
        <p class="muted">No number: {refused.join('; ')}.</p>
      </Panel>
    );
  }
  return <PredictPanel models={applicable} />;
}

function PredictPanel({ models }: { models: Predict[] }) {
  const [chosen, setChosen] = useState(models.at(-1)!.model);
  const [planId, setPlan] = useState('');
  const model = models.find((m) => m.model === chosen) ?? models.at(-1)!;
  const plan = model.plans?.find((p) => p.id === planId) ?? model.plans?.[0];
  return (
    <Panel title="PREDICT Breast" id="predict">
      <p class="controls">
        <label>
          Version{' '}
          <select value={model.model} onChange={(e) => setChosen(e.currentTarget.value)}>
            {models.map((m) => (
              <option key={m.model} value={m.model}>
                {m.version}
              </option>
            ))}
          </select>
        </label>
        {model.plans && (
          <label>
            Plan{' '}
            <select value={plan?.id} onChange={(e) => setPlan(e.currentTarget.value)}>
              {model.plans.map((p) => (
                <option key={p.id} value={p.id}>
                  {p.title}
                </option>
              ))}
            </select>
          </label>
        )}
      </p>
      {model.state === 'not-known' && <p>No number yet: it needs {model.missing.map((m) => k().title(m)).join(', ')}.</p>}
      {model.horizons && model.surgeryOnly && plan && <Survival model={model} plan={plan} />}
      {model.open.length > 0 && model.state === 'answered' && <p class="muted">Ranges because not known better: {model.open.map((o) => k().title(o)).join(', ')}.</p>}
      {model.caveats.length > 0 && (
        <details>
          <summary>What must be said beside these numbers</summary>
          <ul>
            {model.caveats.map((c) => (
              <li key={c.id}>{c.text}</li>
            ))}
          </ul>
        </details>
      )}
    </Panel>
  );
}

function Survival({ model, plan }: { model: Predict; plan: NonNullable<Predict['plans']>[number] }) {
  const horizons = model.horizons!;
  const steps = [{ treatment: 'surgery only', survival: model.surgeryOnly!.survival, gain: undefined as number[][] | undefined }, ...plan.steps];
  const names = steps.map((s) => (s.gain ? `+ ${s.treatment.replaceAll('-', ' ')}` : s.treatment));
  const ranges = horizons.flatMap((years, h) =>
    steps.map((s, i) => ({ years: `${years} years`, step: names[i]!, low: s.survival[h]![0]!, high: s.survival[h]!.at(-1)! })),
  );
  const least = Math.max(0, Math.floor((Math.min(...ranges.map((r) => r.low)) - 5) / 10) * 10);
  return (
    <>
      <Plotted
        label={`Of 100 women alive after ${horizons.join(', ')} years; the numbers are in the table below`}
        deps={[model, plan]}
        draw={(width) =>
          Plot.plot({
            width,
            height: 50 + 22 * steps.length * horizons.length,
            marginLeft: 150,
            marginRight: 64,
            x: { domain: [least, 100], label: 'alive, of 100', grid: true },
            y: { domain: names, label: null },
            fy: { domain: horizons.map((h) => `${h} years`), label: null },
            style: { fontSize: '12px' },
            marks: [
              Plot.frame({ stroke: 'var(--line)' }),
              Plot.ruleY(ranges, { x1: 'low', x2: 'high', y: 'step', fy: 'years', stroke: 'var(--plot-2)', strokeWidth: 6 }),
              Plot.tickX(ranges, { x: 'low', y: 'step', fy: 'years', stroke: 'var(--accent)', strokeWidth: 2 }),
              Plot.tickX(ranges, { x: 'high', y: 'step', fy: 'years', stroke: 'var(--accent)', strokeWidth: 2 }),
            ],
          })
        }
      />
      <div class="table-scroll" tabIndex={0} role="region" aria-label="Survival by PREDICT Breast">
        <table class="grid numbers">
          <caption class="hidden">Of 100 women, alive</caption>
          <thead>
            <tr>
              <th scope="col">Alive, of 100</th>
              {horizons.map((h) => (
                <th scope="col" key={h}>
                  {h} years
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {steps.map((s) => (
              <tr key={s.treatment}>
                <th scope="row">{s.gain ? `+ ${s.treatment.replaceAll('-', ' ')}` : s.treatment}</th>
                {horizons.map((h, i) => (
                  <td key={h}>
                    {rounded(s.survival[i]!)}
                    {s.gain && <span class="muted"> ({signed(s.gain[i]!)})</span>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

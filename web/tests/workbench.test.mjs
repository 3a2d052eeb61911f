// The workbench as it is used: a pathologist's, an oncologist's and an analyst's way through it, over the real service.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { accessible, asOf, drop, example, headline, headlineHas, openPage, picture, root, start } from './service.mjs';

let running;
before(async () => {
  running = await start();
});
after(() => running?.close());

test('pathologist: an equivocal IHC, typed in; the ISH that is owed; what it would change', async () => {
  const { page, faults } = await openPage(running);
  await page.getByLabel('Tumour', { exact: true }).selectOption('breast');
  await page.getByRole('button', { name: 'Add a specimen' }).click();
  await page.getByLabel('IHC score', { exact: true }).selectOption('2+');
  // IHC 2+ without ISH is not a result (ASCO/CAP 2018): both answers stay possible.
  await page.locator('.headline', { hasText: 'Owed: ISH' }).waitFor();
  await headlineHas(page, /HER2-positive or HER2-negative/);

  // The decision table is open, and the row that fired is marked.
  const marked = page.locator('.rule[open] tr.marked').filter({ hasText: 'positive, negative' });
  assert.equal(await marked.count(), 1);
  assert.match(await marked.innerText(), /fires/);

  // Not negative because nothing was said: with no test at all, the status stays open.
  await page.getByLabel('IHC score', { exact: true }).selectOption('');
  await headlineHas(page, /not tested/i);
  await page.getByLabel('IHC score', { exact: true }).selectOption('2+');
  await page.locator('.headline', { hasText: 'Owed: ISH' }).waitFor();

  // What if the ISH is group 1? Positive, by the same guideline.
  await page.locator('.specimen .fact', { hasText: 'ISH' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: /group 1/ }).click();
  await dialog.locator('.differences').waitFor();
  assert.match(await dialog.locator('.differences tr', { hasText: 'Result' }).innerText(), /HER2-positive or HER2-negative\s+HER2-positive/);
  // Said once, in words.
  assert.equal(await dialog.locator('.differences tr', { hasText: 'Owed' }).count(), 1);
  assert.match(await dialog.locator('.differences caption').innerText(), /ISH group.*: ISH group 1/);
  await accessible(page, 'what if');
  await picture(page, 'workbench-what-if');
  await dialog.getByRole('button', { name: 'Keep this in the record' }).click();
  await headlineHas(page, /^HER2-positive/);

  // Ratio and copies typed as they are partly known: still the sets that are possible.
  await page.getByRole('button', { name: 'New case' }).click();
  await page.getByLabel('Tumour', { exact: true }).selectOption('breast');
  await page.getByRole('button', { name: 'Add a specimen' }).click();
  await page.getByLabel('IHC score', { exact: true }).selectOption('2+');
  await page.getByLabel('ISH probe').selectOption('dual');
  await page.getByLabel('HER2/CEP17 ratio').fill('≥2.0');
  await page.getByLabel(/^HER2 copies/).fill('5');
  await headlineHas(page, /^HER2-positive$/);
  assert.deepEqual(faults, []);
});

test('the answer of one patient never stands beside the record of another', async () => {
  const { page, faults } = await openPage(running);
  await page.getByRole('button', { name: 'Paste JSON or FHIR' }).click();
  const box = page.getByLabel('Case JSON, or a FHIR Bundle');
  const record = (id, score) => `{"id":"${id}","tumours":[{"kind":"breast"}],"specimens":[{"id":"s","ihc":{"score":"${score}"}}]}`;
  await box.fill(record('p1', '3+'));
  await headlineHas(page, /^HER2-positive/);
  await page.route('**/api/v1/assess*', () => {}); // the next answer never comes
  await box.fill(record('p1', '2+'));
  assert.equal(await page.locator('.headline').count(), 1); // of the same patient it stays until the new one is there
  await box.fill(record('p10', '0'));
  await page.locator('.headline').waitFor({ state: 'detached' });
  assert.deepEqual(faults, []);
});

test('oncologist: a patient with HER2-low disease; options, reasons, back to the record, print', async () => {
  const { page, faults } = await openPage(running);
  await asOf(page, '2026-11-20');
  await page.getByRole('button', { name: 'Paste JSON or FHIR' }).click();
  await page.getByLabel('Case JSON, or a FHIR Bundle').fill(example('breast-low-metastatic'));
  await headlineHas(page, /HER2-negative.*HER2-low/);
  const indicated = page.locator('.option-indicated');
  await indicated.first().waitFor();
  // FDA, 5 August 2022: trastuzumab deruxtecan for HER2-low breast cancer after chemotherapy.
  assert.equal(await indicated.filter({ hasText: 'FDA 2022-08-05 regular' }).count(), 1);
  // An option that fails says by which criterion.
  await page.locator('.not-indicated > summary').click();
  assert.match(await page.locator('.not-list li', { hasText: 'trastuzumab emtansine' }).first().innerText(), /fails: .*HER2-positive/);
  // Never "safe" where nobody looked.
  assert.doesNotMatch(await page.locator('main').innerText(), /\bsafe to\b/);

  await page.getByRole('button', { name: 'Form' }).click();
  await page.locator('.specimen-decides .origin', { hasText: 'specimens[1].ihc.score' }).first().click();
  assert.equal(await page.evaluate(() => document.activeElement.dataset.path), 'specimens[1].ihc.score');
  await page.evaluate(() => (scrollTo(0, 0), document.querySelector('.input').scrollTo(0, 0)));
  await accessible(page, 'the case');
  await picture(page, 'workbench-case');

  // The day before the approval it was not an option.
  await asOf(page, '2022-08-04');
  await page.waitForFunction(() => !document.querySelector('.option-indicated'));
  assert.match(await page.locator('.past').innerText(), /2022-08-04/);
  await asOf(page, '2026-11-20');
  await indicated.first().waitFor();

  // One sheet of paper.
  const pdf = await page.pdf({ format: 'A4' });
  assert.equal(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g).length, 1);
  assert.deepEqual(faults, []);
});

test('a FHIR Bundle is read, and its elements are named as the source', async () => {
  const bundle = {
    resourceType: 'Bundle',
    type: 'collection',
    entry: [
      { resource: { resourceType: 'Patient', id: 'p1', gender: 'female', birthDate: '1970-01-01' } },
      { resource: { resourceType: 'Condition', id: 'c1', subject: { reference: 'Patient/p1' }, code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10', code: 'C50.9' }] } } },
      {
        resource: {
          resourceType: 'Observation', id: 'o1', status: 'final', subject: { reference: 'Patient/p1' }, effectiveDateTime: '2025-03-02',
          code: { coding: [{ system: 'http://loinc.org', code: '85319-2' }] }, valueCodeableConcept: { text: '3+' },
        },
      },
    ],
  };
  const { page, faults } = await openPage(running);
  await page.getByRole('button', { name: 'Paste JSON or FHIR' }).click();
  await page.getByLabel('Case JSON, or a FHIR Bundle').fill(JSON.stringify(bundle));
  await headlineHas(page, /^HER2-positive$/);
  assert.match(await page.locator('.specimen').innerText(), /Observation\/o1/);
  await page.getByRole('button', { name: 'Form' }).click();
  assert.equal(await page.getByLabel('IHC score', { exact: true }).inputValue(), '3+');
  // What cannot be read says so, and leaves no old answer standing.
  await page.getByRole('button', { name: 'Paste JSON or FHIR' }).click();
  await page.getByLabel('Case JSON, or a FHIR Bundle').fill('{"id": "x", "tumours": [{"kind": "no such kind"}]}');
  await page.locator('.answer .notice-error, .answer #doubts ~ *:has-text("no such kind"), .answer:has-text("no such kind")').first().waitFor();
  assert.doesNotMatch(await page.locator('.answer').innerText(), /Observation\/o1/);
  assert.deepEqual(faults, []);
});

test('analyst: a cohort, filtered, sorted, opened, exported', async () => {
  const { page, faults } = await openPage(running, { path: '#/cohort' });
  await asOf(page, '2026-11-20');
  await drop(page, 'sample.csv', readFileSync(`${root}examples/cohort/sample.csv`, 'utf8'));
  await page.locator('.worklist tbody tr').first().waitFor();
  const counts = await page.locator('.drop [role=status]').innerText();
  const [, records, assessed, errors] = /(\d+) records? in = (\d+) assessed \+ (\d+) error/.exec(counts).map(Number);
  assert.equal(records, readFileSync(`${root}examples/cohort/sample.csv`, 'utf8').trim().split('\n').length - 1);
  assert.equal(records, assessed + errors);
  await accessible(page, 'the cohort');
  await picture(page, 'workbench-cohort');

  await page.locator('.facet-button', { hasText: 'ISH on the same specimen' }).first().click();
  const rows = page.locator('.worklist tbody tr');
  const kept = await rows.count();
  assert.ok(kept > 0 && kept < assessed);
  for (const text of await rows.allInnerTexts()) assert.match(text, /ISH on the same specimen/);
  await page.getByRole('button', { name: 'All patients' }).click();
  await page.locator('.worklist .sort', { hasText: 'Case' }).click();
  await page.locator('.worklist .sort', { hasText: 'Case' }).click();
  assert.equal(await page.locator('.worklist th[aria-sort=descending]').count(), 1);
  assert.equal(await rows.first().locator('th').innerText(), 'sample-060');

  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export CSV' }).click();
  const exported = readFileSync(await (await waiting).path(), 'utf8').trim().split('\n');
  assert.equal(exported.length, assessed + 1);
  assert.match(exported[0], /^case,/);

  await page.getByRole('button', { name: 'sample-001', exact: true }).click();
  await headlineHas(page, /^HER2-positive$/);
  assert.match(await page.locator('.answer-tools').innerText(), /sample-001/);
  assert.deepEqual(faults, []);
});

test('analyst: NDJSON in portions, with progress; a case of it is opened and gone back from', async () => {
  const { page, faults } = await openPage(running, { path: '#/cohort' });
  await asOf(page, '2026-11-20');
  // Three records, over and over, until they need more than two portions of 2 MB.
  const records = ['breast-low-metastatic', 'gastric-positive-first-line', 'breast-equivocal-no-ish'].map((name) => JSON.parse(example(name)));
  const lines = [];
  for (let size = 0; size < 4_100_000; size += lines.at(-1).length) {
    const i = lines.length;
    lines.push(JSON.stringify({ ...records[i % 3], id: `n${String(i).padStart(5, '0')}` }));
  }
  const all = lines.length.toLocaleString('en');
  const low = Math.ceil(lines.length / 3);
  const seen = page.evaluate(
    () =>
      new Promise((resolve) => {
        const look = new MutationObserver(() => document.querySelector('.drop progress') && resolve(true));
        look.observe(document.body, { childList: true, subtree: true });
      }),
  );
  await drop(page, 'many.ndjson', lines.join('\n'));
  assert.equal(await seen, true, 'progress is shown');
  await page.locator('.drop [role=status]', { hasText: `${all} records in` }).waitFor({ timeout: 120_000 });
  assert.ok((await page.locator('.drop [role=status]').innerText()).includes(`= ${all} assessed + 0 errors`));
  await page.locator('.facet-button').filter({ hasText: 'HER2-low' }).filter({ hasNotText: ' or ' }).click();
  await page.locator('#worklist', { hasText: low.toLocaleString('en') }).waitFor();
  await page.getByRole('button', { name: 'n00003', exact: true }).click();
  await headlineHas(page, /HER2-low/);
  await page.goBack();
  await page.locator('.worklist tbody tr').first().waitFor();
  assert.deepEqual(faults, []);
});

test('a broken record of a cohort is named with its line, the others go on', async () => {
  const { page, faults } = await openPage(running, { path: '#/cohort' });
  const lines = ['{"id":"a","tumours":[{"kind":"breast"}]}', '{"id":', '{"id":"c"}'].join('\n');
  await page.locator('input[type=file]').setInputFiles({ name: 'three.ndjson', mimeType: 'application/x-ndjson', buffer: Buffer.from(lines) });
  await page.locator('.problems .error').first().waitFor();
  assert.match(await page.locator('.problems .error').first().innerText(), /line 2/);
  assert.match(await page.locator('.drop [role=status]').innerText(), /3 records in = 2 assessed \+ 1 error/);
  assert.deepEqual(faults, []);
});

test('committee: what was approved on a day, what changed between two, a table and its sources', async () => {
  const { page, faults } = await openPage(running, { path: '#/knowledge' });
  await asOf(page, '2026-11-20');
  const day = page.getByLabel('Day', { exact: true }).last();
  await day.fill('2022-08-05');
  await day.dispatchEvent('change');
  await page.getByText('What held on 2022-08-05').waitFor();
  await page.getByLabel('Compare with').fill('2022-08-04');
  await page.getByLabel('Compare with').dispatchEvent('change');
  await page.locator('.moved').waitFor();
  // One approval of the FDA that day: trastuzumab deruxtecan for HER2-low.
  const moved = await page.locator('.moved li').allInnerTexts();
  assert.equal(moved.length, 1);
  assert.match(moved[0], /gained.*FDA.*trastuzumab deruxtecan.*HER2-low/s);
  await accessible(page, 'the knowledge');
  await page.getByRole('button', { name: 'One day only' }).click();
  await page.locator('#approved').waitFor();
  await picture(page, 'workbench-knowledge');

  await page.getByLabel('Search everything').fill('breast.ish-group');
  await page.locator('.contents li a').first().click();
  await page.locator('.knowledge-main .grid').first().waitFor();
  assert.match(await page.locator('.knowledge-main').innerText(), /asco-cap-2018/);
  await accessible(page, 'a table');
  await page.locator('.knowledge-main .source a').first().click();
  await page.getByText('Cited by').waitFor();
  await accessible(page, 'a source');
  assert.deepEqual(faults, []);
});

test('keyboard: skip to content, the pages, the limits, and back', async () => {
  const { page, faults } = await openPage(running);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to content');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  const limits = page.getByRole('button', { name: 'Intended use and limits' });
  await limits.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  assert.match(await page.getByRole('dialog').innerText(), /must not be used/i);
  await accessible(page, 'the limits');
  await page.keyboard.press('Escape');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Intended use and limits');
  assert.deepEqual(faults, []);
});

for (const [width, dark] of [[390, false], [390, true], [1280, true], [2560, false], [2560, true]]) {
  test(`${width} px, ${dark ? 'dark' : 'light'}: every page fits and is accessible`, async () => {
    const { page, faults } = await openPage(running, { width, dark, height: width < 500 ? 844 : 1200 });
    const fits = async (what) => {
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${what} is ${over} px too wide`);
      await accessible(page, what);
    };
    await fits('start');
    await page.getByRole('button', { name: 'breast equivocal no ish', exact: true }).click();
    await headline(page).waitFor();
    await fits('case');
    if (width === 390 && !dark) await picture(page, 'workbench-phone');
    if (width === 1280 && dark) await picture(page, 'workbench-dark');
    await page.goto(`${running.address}#/cohort`);
    await page.getByRole('button', { name: 'Try the sample' }).click();
    await page.locator('.worklist tbody tr').first().waitFor();
    await fits('cohort');
    await page.goto(`${running.address}#/knowledge`);
    await page.locator('#approved').waitFor();
    await fits('knowledge');
    assert.deepEqual(faults, []);
  });
}

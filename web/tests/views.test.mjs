// Every view of the workbench that a page can show, held to the JSON of the same service for the same record.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, asOf, example, headline, headlineHas, openPage, paste, picture, start } from './service.mjs';

const day = '2026-11-20';
let running;
before(async () => {
  running = await start();
});
after(() => running?.close());

const asked = (route, query, body) => fetch(`${running.address}api/v1/${route}?asOf=${day}&region=US,EU${query}`, { method: 'POST', body });
const assessment = async (record) => (await asked('assess', '', record)).json();

test('safety: every hold, check and interaction of the answer is on the page, with its source', async () => {
  // LVEF 44 % under trastuzumab: withheld by the label. Gemfibrozil raises tucatinib.
  const record = JSON.stringify({
    id: 'safety', birthDate: '1970', sex: 'female',
    tumours: [{ kind: 'breast', setting: 'metastatic' }],
    specimens: [{ id: 's1', date: '2026-01-10', ihc: { score: '3+' } }],
    treatments: [{ drugs: ['trastuzumab', 'capecitabine'], intent: 'metastatic', line: 1, start: '2026-03-01' }],
    measurements: [{ kind: 'lvef', value: 60, unit: '%', date: '2026-02-20' }, { kind: 'lvef', value: 44, unit: '%', date: '2026-11-10' }],
    medications: ['gemfibrozil'], symptoms: [{ kind: 'dyspnoea', since: '2026-11-18' }],
  });
  const { safety } = await assessment(record);
  assert.ok(safety.holds.length > 0 && safety.interactions.length > 0 && safety.urgent.length > 0 && safety.baseline.length > 0);
  const { page, faults } = await openPage(running);
  await asOf(page, day);
  await paste(page, record);
  await page.locator('#safety').waitFor();
  const panel = await page.locator('section[aria-labelledby=safety]').innerText();
  for (const hold of safety.holds) assert.ok(panel.includes(hold.say), hold.say);
  for (const interaction of safety.interactions) assert.ok(panel.includes(interaction.medication) && panel.includes(interaction.say), interaction.say);
  for (const check of safety.due) assert.ok(panel.includes(safety.baseline.find((b) => b.check === check)?.title ?? check), check);
  for (const hold of safety.holds) for (const source of hold.sources) assert.ok(panel.includes(source.replace(/ \(.*/, '')), source);
  const urgent = await page.locator('.urgent').first().innerText();
  assert.match(urgent, /dyspnoea since 2026-11-18/);
  for (const symptom of safety.urgent) assert.ok(urgent.includes(symptom.say), symptom.say);
  assert.match(panel, /Nothing here says that a treatment is safe/);
  await accessible(page, 'safety');
  await page.locator('#safety').scrollIntoViewIfNeeded();
  await page.evaluate(() => document.querySelector('#safety').scrollIntoView());
  await picture(page, 'workbench-safety');
  assert.deepEqual(faults, []);
});

test('evidence: trials with fit, scores and results; the plot; guidelines', async () => {
  const record = example('breast-low-metastatic');
  const { options, guidelines } = await assessment(record);
  const trials = new Map(options.flatMap((o) => o.evidence).map((e) => [e.trial, e]));
  const { page, faults } = await openPage(running);
  await asOf(page, day);
  await paste(page, record);
  const panel = page.locator('section[aria-labelledby=evidence]');
  await panel.locator('.plot svg').waitFor();
  assert.equal(await panel.locator('.trial').count(), trials.size);
  const first = panel.locator('.trial', { hasText: 'DESTINY-Breast04' });
  await first.locator('summary').click();
  // DESTINY-Breast04 (New England Journal of Medicine 2022): progression-free survival, hormone-receptor-positive.
  assert.match(await first.innerText(), /HR 0\.51 \(0\.40 to 0\.64\)/);
  assert.match(await first.innerText(), /ESMO-MCBS 4/);
  for (const entry of trials.get('destiny-breast04').fit.unknown) assert.ok((await first.innerText()).includes(`not known: ${entry}`));
  for (const guideline of guidelines.filter((g) => g.state === 'applies')) assert.ok((await panel.innerText()).includes(guideline.text), guideline.id);
  await accessible(page, 'evidence');
  await page.evaluate(() => document.querySelector('#evidence').scrollIntoView());
  await picture(page, 'workbench-evidence');
  assert.deepEqual(faults, []);
});

test('next tests: each outcome with what follows and how often it was found', async () => {
  const record = example('breast-equivocal-no-ish');
  const { nextTests } = await assessment(record);
  const { page, faults } = await openPage(running);
  await asOf(page, day);
  await paste(page, record);
  const panel = page.locator('section[aria-labelledby=next]');
  await panel.locator('.outcomes').first().waitFor();
  const text = await panel.innerText();
  for (const { title, outcomes } of nextTests) {
    assert.ok(text.includes(title), title);
    for (const outcome of outcomes) assert.ok(text.includes(outcome.if), outcome.if);
  }
  // Group 1, of breast cancers sent for ISH: 13.1 % (the source is named beside it).
  assert.match(await panel.locator('.outcomes tr', { hasText: 'group 1' }).innerText(), /HER2-positive[\s\S]*13\.1 %[\s\S]*ish-groups-2020/);
  assert.deepEqual(faults, []);
});

test('plain words: the page of the service, as headings, lists and paragraphs', async () => {
  const record = example('breast-low-metastatic');
  const words = await (await asked('assess', '&format=patient', record)).text();
  assert.ok(words.startsWith('\nYOUR HER2 RESULT') || words.startsWith('YOUR HER2 RESULT'), words.slice(0, 60));
  const { page, faults } = await openPage(running);
  await asOf(page, day);
  await paste(page, record);
  await page.getByRole('button', { name: 'In plain words' }).click();
  const view = page.locator('.patient-page');
  await view.locator('h2').first().waitFor();
  // All of it, in order, and nothing else: marks of lists and letter case of titles aside.
  const plain = (text) => text.replace(/^\s*[-*!] /gm, '').replace(/\s+/g, ' ').trim().toLowerCase();
  assert.equal(plain((await view.innerText()).replace(/•/g, '')), plain(words));
  assert.equal(await view.locator('h2').count(), words.split('\n').filter((l) => /^[A-Z]/.test(l) && l === l.toUpperCase()).length);
  await accessible(page, 'plain words');
  await picture(page, 'workbench-plain-words');
  assert.deepEqual(faults, []);
});

test('trace: from a criterion to the value in the record, and to the source in the knowledge', async () => {
  const { page, faults } = await openPage(running);
  await asOf(page, day);
  await paste(page, example('breast-low-metastatic'));
  await page.getByRole('button', { name: 'Form' }).click();
  const option = page.locator('.option-indicated').first();
  await option.locator('summary', { hasText: 'Criteria' }).click();
  const origin = option.locator('.origin', { hasText: 'tumours[0].setting' }).first();
  await origin.click();
  assert.equal(await page.evaluate(() => document.activeElement.dataset.path), 'tumours[0].setting');
  const source = page.locator('.specimen-decides .rule[open] .source a').first();
  const id = await source.innerText();
  await source.click();
  await page.locator('#entry').waitFor();
  assert.ok((await page.locator('.knowledge-main').innerText()).includes(id));
  await page.goBack();
  await headlineHas(page, /HER2-low/);
  assert.deepEqual(faults, []);
});

test('knowledge: the slider moves the day by keyboard, and what was approved moves with it', async () => {
  const { page, faults } = await openPage(running, { path: '#/knowledge' });
  await page.locator('#approved').waitFor();
  const slider = page.getByRole('slider');
  await slider.focus();
  await page.keyboard.press('Home');
  await page.getByText('What held on 1998-01-01').waitFor();
  assert.match(await page.locator('section[aria-labelledby=approved]').innerText(), /Nothing yet/);
  // Trastuzumab, 25 September 1998: 267 days later.
  const text = page.getByLabel('Day', { exact: true }).last();
  await text.fill('1998-09-25');
  await text.dispatchEvent('change');
  await page.getByText('What held on 1998-09-25').waitFor();
  assert.match(await page.locator('section[aria-labelledby=approved]').innerText(), /trastuzumab[\s\S]*1998-09-25/);
  await slider.focus();
  await page.keyboard.press('ArrowLeft');
  await page.getByText('What held on 1998-09-24').waitFor();
  assert.match(await page.locator('section[aria-labelledby=approved]').innerText(), /Nothing yet/);
  assert.deepEqual(faults, []);
});

test('what if by a click on a value: what the service says differs, and nothing is kept unless asked', async () => {
  const { page, faults } = await openPage(running);
  await asOf(page, day);
  await paste(page, example('breast-low-metastatic'));
  await page.locator('.specimen-decides .fact', { hasText: 'IHC 2+' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'IHC 3+', exact: true }).click();
  await dialog.locator('.differences').waitFor();
  // ASCO/CAP: 3+ is positive; the drug for HER2-low falls away.
  assert.match(await dialog.locator('.differences tr', { hasText: 'Result' }).innerText(), /HER2-negative\s+HER2-positive/);
  assert.match(await dialog.locator('.differences').innerText(), /indicated\s+not-indicated/);
  await dialog.getByRole('button', { name: 'Close' }).click();
  assert.match(await headline(page).innerText(), /HER2-negative.*HER2-low/);
  assert.deepEqual(faults, []);
});

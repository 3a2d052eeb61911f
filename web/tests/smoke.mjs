// The short way through the workbench that `make test` goes: it opens over the real service, takes a case, shows its
// answer, and axe finds nothing on that page. The whole of it is `make test-web`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, asOf, example, headlineHas, openPage, paste, start } from './service.mjs';

test('smoke: a pasted case is answered on an accessible page', { timeout: 60_000 }, async () => {
  const running = await start();
  try {
    const { page, faults } = await openPage(running);
    await asOf(page, '2026-11-20');
    await paste(page, example('breast-low-metastatic'));
    await headlineHas(page, /HER2-negative.*HER2-low/);
    // FDA, 5 August 2022: trastuzumab deruxtecan for HER2-low breast cancer after chemotherapy.
    await page.locator('.option-indicated', { hasText: 'FDA 2022-08-05 regular' }).waitFor();
    await accessible(page, 'the workbench with an answer');
    assert.deepEqual(faults, []);
  } finally {
    await running.close();
  }
});

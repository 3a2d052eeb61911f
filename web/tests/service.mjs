// Starts the real service with the built workbench, and a browser. What the tests share.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

export const root = fileURLToPath(new URL('../../', import.meta.url));
const program = process.env.HER2 ?? `${root}build/dev/her2`;
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const images = process.env.HER2_IMAGES;

/// One service and one browser for a test file; `close` ends both.
export async function start() {
  const service = spawn(program, ['serve', '--port', '0', '--web', `${root}web/dist`], { stdio: ['ignore', 'inherit', 'pipe'] });
  const address = await new Promise((resolve, reject) => {
    service.stderr.on('data', (data) => {
      const found = /http:\/\/\S+/.exec(String(data));
      if (found) resolve(found[0]);
    });
    service.on('exit', (code) => reject(new Error(`her2 serve ended with ${code}`)));
  });
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'], env: { ...process.env, LANGUAGE: 'en_GB' } });
  return {
    address,
    browser,
    async close() {
      await browser.close();
      service.removeAllListeners('exit');
      service.kill('SIGTERM');
    },
  };
}

/// A page on the workbench. Any request that leaves the service, and any error of the page, fails the test.
export async function openPage({ browser, address }, { width = 1280, height = 900, dark = false, path = '' } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce', locale: 'en-GB' });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const faults = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && !/status of 4\d\d/.test(message.text()) && faults.push(message.text()));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(address) && !/^(blob|data|about):/.test(url)) faults.push(`left the service: ${url}`);
  });
  await page.goto(address + path);
  await page.waitForSelector('main .panel, main .start, main .drop');
  return { page, faults };
}

/// WCAG 2.2 A and AA, by axe.
export async function accessible(page, what) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  const found = violations.map((v) => `${v.id}: ${v.help}\n    ${v.nodes.slice(0, 4).map((n) => n.html.slice(0, 160)).join('\n    ')}`);
  assert.deepEqual(found, [], `${what} is accessible`);
}

/// A picture for the documentation, where HER2_IMAGES names a folder.
export async function picture(page, name) {
  if (!images) return;
  mkdirSync(images, { recursive: true });
  await page.screenshot({ path: `${images}/${name}.png` });
}

export const example = (name) => readFileSync(`${root}examples/cases/${name}.json`, 'utf8');

/// Sets the day in the bar, so that answers do not depend on when the tests run.
export async function asOf(page, day) {
  await page.getByLabel('As of').fill(day);
  await page.getByLabel('As of').dispatchEvent('change');
}

export const headline = (page) => page.locator('#headline-title');

export async function headlineHas(page, pattern) {
  await page.waitForFunction((source) => new RegExp(source).test(document.querySelector('#headline-title')?.textContent ?? ''), pattern.source);
}

/// A file let fall on the page, as with a mouse.
export async function drop(page, name, text) {
  await page.evaluate(
    ({ name, text }) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], name));
      for (const type of ['dragover', 'drop']) document.querySelector('.drop').dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    },
    { name, text },
  );
}

/// Takes case JSON, by the tab for pasting, and waits for the answer to it: until then the one before stands there.
export async function paste(page, text) {
  await page.getByRole('button', { name: 'Paste JSON or FHIR' }).click();
  await page.getByLabel('Case JSON, or a FHIR Bundle').fill(text);
  await page.locator('.answer-tools', { hasText: JSON.parse(text).id }).waitFor();
}

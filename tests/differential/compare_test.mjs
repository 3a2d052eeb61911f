// compare.mjs sees what differs, and nothing else. usage: node --test compare_test.mjs
import { test } from 'node:test';
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('compare.mjs', import.meta.url));

/** The exit code of comparing these cases with these results. */
function compare(cases, results, known = '') {
  const folder = mkdtempSync(join(tmpdir(), 'her2-compare-'));
  const lines = (values) => values.map((value) => `${JSON.stringify(value)}\n`).join('');
  writeFileSync(join(folder, 'cases.ndjson'), lines(cases));
  writeFileSync(join(folder, 'other.ndjson'), lines(results));
  writeFileSync(join(folder, 'known.md'), known);
  const env = { ...process.env, KNOWN_DIFFERENCES: join(folder, 'known.md') };
  const { status, stdout } = spawnSync(process.execPath, [program, 'other', folder], { encoding: 'utf8', env });
  rmSync(folder, { recursive: true });
  return { status, stdout };
}

const one = (gives, result, rows) => compare([{ decision: 'd', given: {}, gives, ...rows }], [result]).status;

test('equal answers agree, whatever their order and nesting', () => {
  assert.equal(one(true, { value: true }), 0);
  assert.equal(one(null, { value: null }), 0);
  assert.equal(one(['a', 'b'], { value: ['b', 'a'] }), 0);
  assert.equal(one({ class: ['low'] }, { value: 'low' }), 0);
  assert.equal(one({ class: ['low', 'positive'] }, { value: ['positive', 'low'] }), 0);
  assert.equal(one({ flags: ['x', 'y'] }, { value: [['y'], ['x', 'y']] }), 0);
  assert.equal(one({ flags: [] }, { value: [] }), 0);
  assert.equal(one({ a: ['x'], b: [] }, { value: { a: 'x', b: [] } }), 0);
});

test('other answers differ', () => {
  assert.equal(one(true, { value: false }), 1);
  assert.equal(one(true, { value: null }), 1);
  assert.equal(one(null, { value: false }), 1);
  assert.equal(one(['a'], { value: ['a', 'b'] }), 1);
  assert.equal(one(['a'], { value: null }), 1);
  assert.equal(one({ class: ['low'] }, { value: 'positive' }), 1);
  assert.equal(one({ class: ['low'] }, { value: null }), 1);
  assert.equal(one(null, { value: [] }), 1);
  assert.equal(one({ a: ['x'], b: [] }, { value: { a: 'x', b: ['y'] } }), 1);
});

test('an error differs from everything', () => {
  assert.equal(one(null, { error: 'no' }), 1);
});

test('the row counts, where the other engine names it', () => {
  assert.equal(one({ class: ['low'] }, { value: 'low', rows: [2] }, { rows: [2] }), 0);
  assert.equal(one({ class: ['low'] }, { value: 'low', rows: [3] }, { rows: [2] }), 1);
});

test('an explanation covers its engine, decision and value, and nothing else', () => {
  const explained = (known, theirs) => compare([{ decision: 'd', given: {}, gives: { flags: ['x', 'y'] } }], [{ value: theirs }], known).status;
  assert.equal(explained('- `other` `d` `y`: why', ['x']), 0);
  assert.equal(explained('- `other` `d` `y`: why', ['y']), 1);
  assert.equal(explained('- `other` `d` `y`: why', null), 1);
  assert.equal(explained('- `another` `d` `y`: why', ['x']), 1);
  assert.equal(explained('- `other` `e` `y`: why', ['x']), 1);
});

test('a missing result is no agreement', () => {
  assert.notEqual(compare([{ decision: 'd', given: {}, gives: true }], []).status, 0);
});

test('the counts are printed', () => {
  const { stdout } = compare([{ decision: 'd', given: {}, gives: true }, { decision: 'd', given: {}, gives: true }], [{ value: true }, { value: false }]);
  assert.match(stdout, /2 inputs of 1 decisions compared on 1 days, 1 differences, 0 of them explained/);
});

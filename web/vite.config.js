// Builds the workbench into dist/: static files, nothing fetched from anywhere when it runs.
import { readFileSync } from 'node:fs';
import { marked } from 'marked';
import { defineConfig } from 'vite';

// A Markdown document of docs/ as HTML text: `import limits from '../../docs/intended-use.md'`.
const markdown = {
  name: 'markdown',
  load(id) {
    if (!id.endsWith('.md')) return null;
    const html = marked.parse(readFileSync(id, 'utf8'), { async: false }).replaceAll('<th></th>', '<td></td>');
    return `export default ${JSON.stringify(html)};`;
  },
};

export default defineConfig({
  plugins: [markdown],
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
  build: { target: 'es2022', assetsInlineLimit: 0, chunkSizeWarningLimit: 700 },
  server: { fs: { allow: ['..'] }, proxy: { '/api': 'http://127.0.0.1:8080' } },
});

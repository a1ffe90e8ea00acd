/** The page's file: skeleton, style, script and data in one, with nothing to fetch. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PageData } from './data';

const here = (name: string) => join(__dirname, name);

export async function pageDocument(data: PageData): Promise<string> {
  const [style, chartStyle, script] = await Promise.all([
    readFile(here('page.css'), 'utf8'),
    readFile(require.resolve('uplot/dist/uPlot.min.css'), 'utf8'),
    browserScript(),
  ]);
  const title = escapeText(data.accounts.map(({ gaps }) => gaps.account).join(', '));
  // The page may run its own script and nothing else, whatever text an exchange has sent us.
  const scriptHash = createHash('sha256').update(script).digest('base64');
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${scriptHash}'; img-src data:`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<title>Balance history: ${title}</title>
<link rel="icon" href="data:,">
<style>${chartStyle}${style}</style>
</head>
<body>
<a class="skip" href="#holdings">Skip to the chart</a>
<main id="page"><noscript>This page draws itself by a script of its own; scripts are switched off here.</noscript></main>
<script type="application/json" id="data">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** The browser's side, bundled as the page is made: nothing built has to be kept up to date beside its source. */
async function browserScript(): Promise<string> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [here('browser/main.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    tsconfig: here('browser/tsconfig.json'),
  });
  // A script's text ends at the first closing tag, wherever that stands.
  return (outputFiles[0]?.text ?? '').replaceAll('</script', '<\\/script');
}

const escapeText = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

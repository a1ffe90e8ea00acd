/** The page's file: skeleton, style, script and data in one, with nothing to fetch. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PageData } from './data';

const here = (name: string) => join(__dirname, name);

type PageParts = { style: string; script: string };

/** What every page is made of. */
export async function pageParts(): Promise<PageParts> {
  const [style, chartStyle, script] = await Promise.all([
    readFile(here('page.css'), 'utf8'),
    readFile(require.resolve('uplot/dist/uPlot.min.css'), 'utf8'),
    browserScript(),
  ]);
  return { style: `${chartStyle}${style}`, script };
}

/** The file in pieces: the data of years need not be held as text a second time. */
export function* pageDocument({ style, script }: PageParts, data: PageData): Generator<string> {
  const title = escapeText(data.accounts.map(({ gaps }) => gaps.account).join(', '));
  // The page may run its own script and nothing else, whatever text an exchange has sent us.
  const scriptHash = createHash('sha256').update(script).digest('base64');
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${scriptHash}'; img-src data:`;
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<title>Balance history: ${title}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<a class="skip" href="#holdings">Skip to the chart</a>
<main id="page"><noscript>This page draws itself by a script of its own; scripts are switched off here.</noscript></main>
<script type="application/json" id="data">`;
  for (const piece of dataPieces(data)) yield piece.replaceAll('<', '\\u003c');
  yield `</script>
<script>${script}</script>
</body>
</html>
`;
}

/** The data as JSON, an asset at a time. */
function* dataPieces(data: PageData): Generator<string> {
  const accounts = data.accounts.map((account) => ({ ...account, assets: [] }));
  // In no text of the data can this stand: a quote in a text is escaped.
  const [start, ...rest] = JSON.stringify({ ...data, accounts }).split('"assets":[]');
  yield start ?? '';
  for (const [i, { assets }] of data.accounts.entries()) {
    yield '"assets":[';
    for (const [j, asset] of assets.entries()) yield (j > 0 ? ',' : '') + JSON.stringify(asset);
    yield `]${rest[i]}`;
  }
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

/** Pictures of what commands print and write: `npm start` in a terminal, and a statement. */
import { execFile } from 'node:child_process';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';

const run = promisify(execFile);

/** The last of two days, an hour before the zone's midnight. */
const AT = '2026-11-23T22:30:00Z';

type Options = { folder: string; images: string; root: string };

/** Fills a history in `folder` with the commands of this project, and writes the pictures to `images`. */
export async function photographCommands(browser: Browser, { folder, images, root }: Options): Promise<void> {
  const history = join(folder, 'history');
  const npm = async (...args: string[]) => {
    // Both streams in the order of a terminal.
    const command = 'exec npm --silent "$@" 2>&1';
    const { stdout } = await run('sh', ['-c', command, 'npm', ...args], { cwd: root, maxBuffer: 2 ** 24 });
    return stdout;
  };
  await npm('start', '--', '--folder', history, '--slots', '47', '--at', '2026-11-23T21:30:00Z');
  const output = await npm('start', '--', '--folder', history, '--at', AT);
  // The reader's folder is the default one.
  await photographTerminal(
    browser,
    `$ npm start\n${output.replaceAll(relative(root, history), '.local')}`,
    join(images, 'npm-start.png'),
  );

  const statement = join(folder, 'statement.html');
  const request = ['--account', 'main', '--at', AT, '--timezone', 'Europe/Berlin'];
  const files = ['--local', history, '--format', 'html', '--output', statement];
  await npm('run', 'report', '--', 'statement', ...request, ...files);
  const page = await browser.newPage({ viewport: { width: 900, height: 1100 }, colorScheme: 'light' });
  await page.goto(pathToFileURL(statement).href);
  await page.screenshot({ path: join(images, 'statement.png') });
  await page.close();
}

async function photographTerminal(browser: Browser, text: string, path: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1100, height: 400 }, deviceScaleFactor: 1.25 });
  const escaped = text.trimEnd().replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  // The font may not have this letter, and another's is wider.
  const letters = escaped.replaceAll('Ⓢ', '<span>Ⓢ</span>');
  await page.setContent(
    `<!doctype html><meta charset="utf-8"><style>${TERMINAL_STYLE}</style><pre>${letters}</pre>`,
  );
  await page.locator('pre').screenshot({ path });
  await page.close();
}

const TERMINAL_STYLE = `
  body { margin: 0; }
  span { display: inline-block; width: 1.54ch; font-size: 0.65em; text-align: center; }
  pre {
    display: inline-block; margin: 0; padding: 1.25rem 1.5rem; max-width: 62rem; white-space: pre-wrap;
    background: #14161a; color: #e9e6e0; font: 14px/1.5 "DejaVu Sans Mono", Menlo, Consolas, monospace;
  }`;

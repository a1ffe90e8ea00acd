/** The pages of the documentation, their headings and their commands. */
import { readdirSync, readFileSync } from 'node:fs';

const markdownIn = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => (folder === '.' ? name : `${folder}/${name}`));

/** All pages, as paths from the project's folder. */
export const PAGES = ['.', 'docs', '.github', '.github/ISSUE_TEMPLATE'].flatMap(markdownIn);

export const readPage = (page: string) => readFileSync(page, 'utf8');

const withoutCode = (text: string) => text.replace(/^```[\s\S]*?^```$/gm, '');

/** The anchors of a page as GitHub makes them: lower case, hyphens for blanks, without punctuation; numbered if repeated. */
export function anchorsOf(text: string): string[] {
  const seen = new Map<string, number>();
  return [...withoutCode(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => {
    const anchor = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-');
    const count = seen.get(anchor) ?? 0;
    seen.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
}

/** The targets of links and images, in Markdown and HTML. */
export const linksOf = (text: string): string[] =>
  [
    ...withoutCode(text)
      .replace(/`[^`\n]*`/g, '')
      .matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"\s]+)"/g),
  ].map(([, markdown, html]) => markdown ?? html ?? '');

/** The shell blocks of a page. */
export const shellBlocks = (text: string): string[] =>
  [...text.matchAll(/^```sh\n([\s\S]*?)\n```$/gm)].map(([, block = '']) => block);

/** Every link, anchor and picture of the documentation resolves, and the README is as short as it promises to be. */
import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { anchorsOf, linksOf, PAGES, readPage } from './pages';

const MAX_PICTURE_BYTES = 200_000;

describe.each(PAGES)('%s', (page) => {
  const links = linksOf(readPage(page));
  const ownLinks = links.filter((link) => !/^[a-z]+:/.test(link));

  it('links to files and headings that exist', () => {
    const broken = ownLinks.filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : normalize(join(dirname(page), path));
      if (!existsSync(target)) return true;
      return anchor !== undefined && !anchorsOf(readPage(target)).includes(anchor);
    });

    expect(broken).toEqual([]);
  });

  it('links to other sites by https', () => {
    for (const link of links.filter((link) => /^[a-z]+:/.test(link))) expect(link).toMatch(/^https:\/\//);
  });

  it('has small pictures, each with a text for those who cannot see it', () => {
    const text = readPage(page);
    for (const [, alt] of text.matchAll(/!\[([^\]]*)\]\(/g)) expect(alt).toMatch(/\w+ \w+/);
    for (const [image] of text.matchAll(/<img [^>]*>/g)) expect(image).toMatch(/ alt="\w+ [^"]+"/);
    for (const link of ownLinks.filter((link) => /\.(png|jpe?g|svg)$/.test(link))) {
      expect([link, statSync(join(dirname(page), link)).size <= MAX_PICTURE_BYTES]).toEqual([link, true]);
    }
  });
});

describe('the README', () => {
  const text = readPage('README.md');

  it('has at most 1,500 words', () => {
    expect(text.split(/\s+/).filter((word) => word !== '').length).toBeLessThanOrEqual(1500);
  });

  it('has a picture within its first 30 lines', () => {
    expect(text.split('\n').slice(0, 30).join('\n')).toContain('<img ');
  });

  it('links to each page of docs', () => {
    const pages = PAGES.filter((page) => page.startsWith('docs/'));
    const linked = linksOf(text).map((link) => link.split('#')[0]);
    expect(linked).toEqual(expect.arrayContaining(pages));
  });
});

describe('each page of docs that is not generated', () => {
  const GENERATED = ['docs/benchmark.md', 'docs/faults.md', 'docs/soak.md'];

  it.each(PAGES.filter((page) => page.startsWith('docs/') && !GENERATED.includes(page)))(
    'opens with what it answers: %s',
    (page) => {
      const [heading, , opening] = readPage(page).split('\n');

      expect(heading).toMatch(/^# \w/);
      expect(opening).toMatch(/^(Answers: |Every |How )\w/);
    },
  );
});

/** Builds the page from the data in the same file: the overview of several accounts, or one account. */
import type { AccountOutline, PageAmounts, PageOutline } from '../data';
import { accountPage, type PageView } from './account-page';
import { createElement } from './create-element';
import { createFormatter } from './format';
import { overview } from './overview';
import { readAmounts, readOutline } from './read-data';
import { onThemeChange } from './theme';

readOutline().then(startPage).catch(showFailure);

function startPage(data: PageOutline): void {
  const page = document.getElementById('page') ?? document.body;
  const format = createFormatter(data.timezone);
  const [first] = data.accounts;
  let shown: { account?: AccountOutline; view: PageView } | undefined;
  let amounts: Promise<PageAmounts> | undefined;

  function show(account: AccountOutline | undefined): void {
    shown?.view.destroy();
    const picker = accountPicker(account);
    const view = account
      ? accountPage({ account, readAmounts: () => amountsOf(account), data, format, picker })
      : overview({ data, format, picker, open: showAndFocus });
    page.replaceChildren(view.root);
    view.start().catch(showFailure);
    shown = { account, view };
  }

  /** Read when an account first needs them, and once. */
  async function amountsOf(account: AccountOutline) {
    amounts ??= readAmounts();
    return (await amounts)[data.accounts.indexOf(account)] ?? [];
  }

  function showAndFocus(account: AccountOutline | undefined): void {
    show(account);
    document.getElementById('account')?.focus();
  }

  function accountPicker(current: AccountOutline | undefined): HTMLElement | null {
    if (data.accounts.length < 2) return null;
    const select = createElement(
      'select',
      { id: 'account' },
      createElement('option', { value: '', selected: current === undefined }, 'All accounts'),
      ...data.accounts.map((account, i) =>
        createElement('option', { value: i, selected: account === current }, account.gaps.account),
      ),
    );
    select.addEventListener('change', () =>
      showAndFocus(select.value === '' ? undefined : data.accounts[Number(select.value)]),
    );
    return createElement('label', { class: 'picker' }, 'Account ', select);
  }

  show(data.accounts.length === 1 ? first : undefined);
  onThemeChange(() => show(shown?.account));
}

function showFailure(error: unknown): void {
  const text = `This page cannot be shown completely: ${error instanceof Error ? error.message : error}`;
  document.getElementById('page')?.prepend(createElement('p', { class: 'lead', role: 'alert' }, text));
  throw error;
}
